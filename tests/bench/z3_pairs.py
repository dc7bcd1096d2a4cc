"""Answers the questions that `pairs` writes with Z3, and compares answers and times.

Usage: z3_pairs.py < questions. Ends with status 1 where an answer differs. Reading the questions is not counted.
"""

import sys
import time

import z3

ROUNDS = 3


def questions(lines):
    """Each question's answer by the engine, and its text."""
    answer, text = None, []
    for line in lines:
        if line.startswith("; question"):
            if answer:
                yield answer, "".join(text)
            answer, text = line.split()[3], []
        else:
            text.append(line)
    if answer:
        yield answer, "".join(text)


def seconds(assertions):
    """The answer, and how long the fastest of some fresh solvers takes for it."""
    best, answer = float("inf"), None
    for _ in range(ROUNDS):
        solver = z3.SolverFor("QF_RDL")
        solver.add(assertions)
        start = time.perf_counter()
        answer = str(solver.check())
        best = min(best, time.perf_counter() - start)
    return answer, best


def main():
    first = sys.stdin.readline()
    engine = int(first.split()[2]) / 1e9
    count, total, wrong = 0, 0.0, 0
    for expected, text in questions(sys.stdin):
        answer, taken = seconds(z3.parse_smt2_string(text))
        count, total = count + 1, total + taken
        if answer != expected:
            wrong += 1
            print(f"they differ: engine {expected}, Z3 {answer}\n{text}", file=sys.stderr)
    mean = total / max(count, 1)
    print(
        f"{count} questions: engine {engine * 1e6:.2f} µs, Z3 {z3.get_version_string()} {mean * 1e6:.1f} µs each,"
        f" ratio {mean / engine:.0f}; answers that differ: {wrong}"
    )
    return 1 if wrong else 0


sys.exit(main())
