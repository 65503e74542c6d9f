import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { schemaCompletionSource, keywordCompletionSource, sql } from '@codemirror/lang-sql';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Span } from './position';
import { redshift } from './redshift';
import type { WarehouseCatalogue } from './warehouse';

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--waiting)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--accent)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--muted)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--field)', fontSize: '0.9375rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--numerals)',
    lineHeight: '1.5',
    minHeight: '11rem',
    maxHeight: '50vh',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--ink)', minHeight: '11rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--page)',
    color: 'var(--muted)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--tint) 55%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '7px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  // The library's own marks are data: URLs, which the page's policy forbids.
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '0.65em',
    height: '0.65em',
    margin: '0.4em 0.15em',
    borderRadius: '50%',
    backgroundColor: 'var(--bad)',
  },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--bad)' },
});

/** What the editor reports. */
export interface EditorEvents {
  readonly changed: (sql: string) => void;
  /** The selected text, or an empty text. */
  readonly selected: (sql: string) => void;
  /** Ctrl + Enter runs the whole text. With Shift it runs the selected text, which is passed. */
  readonly run: (part: string) => void;
}

/**
 * The SQL editor. It lives in a shadow root: there it can use constructed style sheets, which the
 * page's policy allows. The policy forbids style elements.
 */
export class SqlEditor {
  readonly #view: EditorView;
  readonly #completion = new Compartment();
  readonly #catalogue: WarehouseCatalogue;
  /** Whether the user is typing a word at the moment. */
  #isTyping = false;

  constructor(
    host: HTMLElement,
    text: string,
    label: string,
    catalogue: WarehouseCatalogue,
    events: EditorEvents,
  ) {
    this.#catalogue = catalogue;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ icons: false }),
          sql({ dialect: redshift }),
          redshift.language.data.of({ autocomplete: catalogue.columns }),
          redshift.language.data.of({ autocomplete: keywordCompletionSource(redshift) }),
          this.#completion.of(this.#schemas()),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          keymap.of([
            {
              key: 'Mod-Enter',
              run: (view) => {
                // Also one that is only on its way, and would then lie over the page.
                closeCompletion(view);
                events.run('');
                return true;
              },
              shift: (view) => {
                closeCompletion(view);
                const { from, to } = view.state.selection.main;
                events.run(view.state.sliceDoc(from, to));
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap,
            // Escape and then Tab leave the editor.
            indentWithTab,
          ]),
          EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
            if (docChanged || selectionSet) {
              this.#isTyping =
                transactions.some((each) => each.isUserEvent('input.type')) &&
                /\w/.test(state.sliceDoc(state.selection.main.head - 1, state.selection.main.head));
            }
            if (docChanged) {
              events.changed(state.doc.toString());
            }
            if (docChanged || selectionSet) {
              const { from, to } = state.selection.main;
              events.selected(state.sliceDoc(from, to));
            }
          }),
        ],
      }),
    });
    // Keys that are typed here must not trigger the page's shortcuts.
    host.addEventListener('keydown', quiet);
  }

  #schemas(): Extension {
    return redshift.language.data.of({
      autocomplete: schemaCompletionSource({
        dialect: redshift,
        schema: this.#catalogue.namespace(),
        defaultSchema: 'public',
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** The selected text. */
  get selection(): Span {
    return this.#view.state.selection.main;
  }

  /** Replaces the text; undo restores the text before. */
  replace(text: string): void {
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      selection: { anchor: 0 },
    });
    this.unmark();
    this.#view.focus();
  }

  /** More is known about the warehouse: offer it at once to a user who is typing. */
  learn(): void {
    this.#view.dispatch({ effects: this.#completion.reconfigure(this.#schemas()) });
    if (this.#isTyping && completionStatus(this.#view.state) === null) {
      startCompletion(this.#view);
    }
  }

  mark({ from, to }: Span, message: string): void {
    this.#view.dispatch(
      setDiagnostics(this.#view.state, [{ from, to, severity: 'error', message }]),
      { effects: EditorView.scrollIntoView(from) },
    );
  }

  unmark(): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, []));
  }

  close(): void {
    this.#view.destroy();
  }
}

function quiet(event: KeyboardEvent) {
  if (!event.altKey && !event.ctrlKey && !event.metaKey) {
    event.stopPropagation();
  }
}
