// A problem of the server as CodeMirror shows it, in the gutter and under the words that it is about.

import { endOf } from "../static/js/studio/lines.js";

const SEVERITIES = { error: "error", warning: "warning", hint: "info" };

export function diagnostic(view, problem) {
  const { doc } = view.state;
  if (problem.line > doc.lines) return undefined;
  const line = doc.line(problem.line);
  const from = Math.min(line.to, line.from + [...line.text].slice(0, problem.column - 1).join("").length);
  return {
    from,
    to: Math.min(line.to, line.from + endOf(line.text, from - line.from)),
    severity: SEVERITIES[problem.severity],
    message: `${problem.words}. ${problem.remedy}`,
    source: problem.code,
    actions: problem.fixes.map((fix) => ({
      name: fix.words,
      apply: () => view.dispatch({ changes: fix.edits, userEvent: "input.fix" }),
    })),
  };
}
