import assert from "node:assert/strict";
import test from "node:test";
import { cleaned, elided, SvgSurface } from "../src/surface.ts";

const each = (): number => 10;

test("text that fits stays whole", () => {
  assert.deepEqual(elided("abc", 30, each, "middle"), { text: "abc", width: 30 });
});

test("text that does not fit gives way where it was told to", () => {
  assert.equal(elided("abcdefghij", 50, each, "end").text, "abcd…");
  assert.equal(elided("abcdefghij", 50, each, "start").text, "…ghij");
  assert.equal(elided("abcdefghij", 60, each, "middle").text, "abc…ij");
  assert.equal(elided("abcdefghij", 10, each, "end").text, "");
  assert.equal(elided("", 0, each, "end").text, "");
});

test("a pair of surrogates is never split", () => {
  for (let room = 10; room < 60; room += 10) {
    const { text, width } = elided("\u{1f600}\u{1f601}\u{1f602}\u{1f603}\u{1f604}\u{1f605}", room, each, "middle");
    assert.doesNotThrow(() => encodeURIComponent(text));
    assert.ok(width <= room);
  }
});

test("names cannot turn the text around, break lines or leave XML", () => {
  assert.equal(cleaned("a\u202eb\u0000c\nd\u2066e\ud800f"), "abc def");
  const surface = new SvgSurface(100, 20, each);
  surface.text(0, 10, "</text><script>\"&'\u0007", 1000, { fill: "#000", size: 12 });
  const svg = surface.toString();
  assert.match(svg, />&lt;\/text&gt;&lt;script&gt;&quot;&amp;&#39;<\/text>/);
  assert.doesNotMatch(svg, /<script|[\u0000-\u001f]/);
});

test("a heap of accents is two accents", () => {
  assert.equal(cleaned("z\u0301\u0302\u0303\u0304a\u0301"), "z\u0301\u0302a\u0301");
});

test("ten kilobytes of a name are not looked at", () => {
  assert.equal(cleaned("x".repeat(10_000)).length, 2000);
});

test("shapes become elements, with clips around what they clip", () => {
  const surface = new SvgSurface(100, 20, each);
  surface.clip(0, 0, 50, 20, () => surface.rect(1, 2, 3.456, -1, "#abc", 0.5));
  surface.polyline([0, 1, 2, 3], { stroke: "#000", width: 1, dash: [2, 3] });
  assert.equal(
    surface.toString(),
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20" viewBox="0 0 100 20" font-family="system-ui, sans-serif" direction="ltr">' +
      '<clipPath id="clip0"><rect x="0" y="0" width="50" height="20"/></clipPath><g clip-path="url(#clip0)">' +
      '<rect x="1" y="2" width="3.46" height="0" fill="#abc" opacity="0.5"/></g>' +
      '<polyline points="0,1 2,3" fill="none" stroke="#000" stroke-width="1" stroke-dasharray="2 3"/></svg>',
  );
});
