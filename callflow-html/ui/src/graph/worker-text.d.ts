/** The source of a worker, bundled to text by the build. */
declare module "worker:*" {
  const source: string;
  export default source;
}
