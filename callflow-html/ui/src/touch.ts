/** Whether the reader points with fingers, and most likely has no keys: hints then speak of neither pointer nor key. */
export const isTouched = (): boolean => matchMedia("(hover: none)").matches;
