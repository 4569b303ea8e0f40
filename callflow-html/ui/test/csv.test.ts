import assert from "node:assert/strict";
import test from "node:test";
import { cell, csv } from "../src/export/csv.ts";

test("cells that begin like a formula are plain text", () => {
  for (const start of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x"]) assert.match(cell(start), /^"?'/);
  assert.equal(cell("a=b"), "a=b");
  assert.equal(cell(-5), "-5", "numbers are no text");
});

test("quotes, commas and line breaks stay within their cell", () => {
  assert.equal(cell('say "a", b'), '"say ""a"", b"');
  assert.equal(cell("a\nb"), '"a\nb"');
  assert.equal(cell('=HYPERLINK("x")'), `"'=HYPERLINK(""x"")"`);
  assert.equal(csv(["a", "b"], [[1, "x,y"]]), 'a,b\r\n1,"x,y"\r\n');
});
