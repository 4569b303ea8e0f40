"""What ci/interop.sh asks of callflow-tracer: `write FILE` traces a little program, `check FOLDER` compares answers."""

import json
import sys
from pathlib import Path

from callflow_tracer import trace, trace_scope
from callflow_tracer.comparison import compare_graphs
from callflow_tracer.core.tracer import CallGraph

# It rounds every time to microseconds, and a difference is made of two.
ROUNDING = 2e-6


def write(path):
    @trace
    def area(width, height):
        return side(width) * side(height)

    @trace
    def side(length):
        return length

    with trace_scope() as graph:
        for width in range(7):
            area(width, 2)
    Path(path).write_text(json.dumps(graph.to_dict()))


def near(ours, theirs, what):
    assert abs(ours - theirs) <= ROUNDING, f"{what}: {ours} here, {theirs} there"


def check(folder):
    def load(name):
        return json.loads((folder / name).read_text())

    files = load("before/0.json"), load("after/0.json")
    graphs = [CallGraph.from_dict(file) for file in files]
    # It makes full names of the parts itself, with its own separator.
    full_name = {}
    for file, graph in zip(files, graphs):
        assert len(graph.nodes) == len(file["nodes"]) and len(graph.edges) == len(file["edges"])
        for node in file["nodes"]:
            theirs = f"{node['module']}.{node['name']}" if node["module"] else node["name"]
            full_name[theirs] = node["full_name"]
            assert graph.nodes[theirs].call_count == node["call_count"], theirs
            near(node["total_time"], graph.nodes[theirs].total_time, theirs)
        for edge in file["edges"]:
            assert graph.edges[(edge["caller"], edge["callee"])].call_count == edge["call_count"]

    ours = {row["name"]: row for row in load("ours.json")["node_comparisons"]}
    theirs = compare_graphs(*graphs)
    rows = {full_name[row["name"]]: row for row in theirs["node_comparisons"]}
    assert ours.keys() == rows.keys()
    for name, row in rows.items():
        for key in ("status", "calls_before", "calls_after", "calls_diff"):
            assert ours[name][key] == row[key], f"{name}.{key}: {ours[name][key]} here, {row[key]} there"
        for key in ("time_before", "time_after", "time_diff"):
            near(ours[name][key], row[key], f"{name}.{key}")
    summary = load("ours.json")["summary"]
    for key in ("nodes_added", "nodes_removed", "nodes_modified"):
        assert summary[key] == theirs["summary"][key], key
    assert (summary["nodes_added"], summary["nodes_removed"]) == (1, 1)
    # Its total is the sum over functions, in which a nested call is counted again; ours is the wall time.
    for side in ("before", "after"):
        doubled = sum(row[f"time_{side}"] for row in ours.values())
        slack = ROUNDING * len(ours)
        assert abs(theirs["summary"][f"total_time_{side}"] - doubled) <= slack
        assert summary[f"total_time_{side}"] < doubled

    read = {row["name"]: row for row in load("theirs-read.json")["node_comparisons"]}
    for node in load("theirs.json")["nodes"]:
        assert read[node["full_name"]]["calls_before"] == node["call_count"]
        near(read[node["full_name"]]["time_before"], node["total_time"], node["full_name"])
    print(f"interop: {len(ours)} of our functions and {len(read)} of theirs are the same on both sides")


if __name__ == "__main__":
    write(sys.argv[2]) if sys.argv[1] == "write" else check(Path(sys.argv[2]))
