"use strict";
// The editor of a rule file: CodeMirror over the textarea, which stays what the form sends. Without this it is that textarea.
(() => {
  const text = document.getElementById("text");
  if (!text || !window.CodeMirror) return;
  const {
    autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap, defaultKeymap, drawSelection, EditorState,
    EditorView, HighlightStyle, highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches, history, historyKeymap,
    keymap, lineNumbers, linter, lintGutter, lintKeymap, searchKeymap, StreamLanguage, syntaxHighlighting, tags, toml,
  } = window.CodeMirror;
  const form = text.form;

  const strong = (name) => `color-mix(in srgb, var(--${name}) 78%, var(--ink))`;
  const colours = HighlightStyle.define([
    { tag: [tags.propertyName, tags.atom], color: strong("accent") },
    { tag: tags.string, color: strong("good") },
    { tag: [tags.number, tags.bool], color: strong("target") },
    { tag: tags.comment, color: strong("dim"), fontStyle: "italic" },
    { tag: tags.bracket, color: strong("calm") },
  ]);
  const look = EditorView.theme({
    "&": { color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: ".86rem", height: "min(62vh, 40rem)" },
    "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
    ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", lineHeight: "1.5" },
    ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--dim)", borderRight: "1px solid var(--edge)" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 8%, transparent)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent)",
    },
    ".cm-tooltip, .cm-panels": { backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--edge)" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--panel)" },
    ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
    ".cm-completionDetail": { color: "var(--dim)" },
    ".cm-textfield, .cm-button": { backgroundImage: "none", backgroundColor: "var(--ground)", color: "var(--ink)", border: "1px solid var(--edge)" },
  });

  const levels = { error: "error", warning: "warning", note: "info" };
  const marks = async (view) => {
    const answer = await fetch("/rules/lint", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return [];
    return (await answer.json()).map(({ line, level, message }) => {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      return { from: at.from, to: at.to, severity: levels[level], message };
    });
  };

  let known;
  const words = async () => (known ??= await (await fetch("/rules/words")).json());
  const within = (line) => /\b(goal|also)\s*=|^\s*goal\b/.test(line);
  const complete = async (context) => {
    const word = context.matchBefore(/[\w."-]*/);
    if (!context.explicit && word.from === word.to) return null;
    const { keys, fields, operators, goals } = await words();
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, word.from - line.from);
    const from = word.from + (word.text.startsWith('"') ? 1 : 0);
    if (within(before)) return { from, options: goals.map(({ key, title }) => ({ label: key, detail: title, type: "constant" })) };
    const inner = /\b(when|unless|any|all|not)\b.*[[{,]\s*$/.test(before);
    return {
      from: word.from,
      options: [
        ...(inner ? [] : keys.map((label) => ({ label, type: "keyword" }))),
        ...fields.map(({ name, is }) => ({ label: name, detail: is, type: "property" })),
        ...(inner ? operators.map((label) => ({ label, type: "function" })) : []),
      ],
    };
  };

  const changed = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    text.value = update.state.doc.toString();
    form.dispatchEvent(new Event("edited"));
  });
  const place = document.createElement("div");
  place.className = "code";
  text.before(place);
  const root = place.attachShadow({ mode: "open" }); // styles go to the shadow root, where the policy lets scripts put them
  const writes = !text.readOnly;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text.value,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        highlightSelectionMatches(), StreamLanguage.define(toml), syntaxHighlighting(colours), look, EditorView.lineWrapping, changed,
        autocompletion({ override: [complete] }), EditorState.readOnly.of(!writes),
        EditorView.contentAttributes.of({ "aria-label": "The rules in TOML", tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        ...(writes ? [lintGutter(), linter(marks, { delay: 400 })] : []),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      ],
    }),
  });
  document.querySelector('label[for="text"]').addEventListener("click", () => view.focus());
  if (text.dataset.line) {
    const at = view.state.doc.line(Math.min(Number(text.dataset.line) || 1, view.state.doc.lines));
    view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
    view.focus();
  }
})();
