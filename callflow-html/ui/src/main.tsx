/** The page of a recording. */

import { render } from "preact";
import { recordingOf } from "./island.ts";
import { Shell } from "./shell/shell.tsx";
import { startPage } from "./start.tsx";
import { createApp } from "./state.ts";

startPage(({ host, island, data, theme }) => {
  const recording = recordingOf(island.recordings[0], island.strings);
  const app = createApp({ kind: island.kind, recording, theme, fragment: location.hash });
  render(<Shell app={app} data={data} />, host);
  app.link();
}, "The table below has its heaviest functions.");
