/** The page of a comparison. */

import { drawComparison } from "./compare/page.tsx";
import { startPage } from "./start.tsx";

startPage(drawComparison, "The table below is complete as far as it goes.");
