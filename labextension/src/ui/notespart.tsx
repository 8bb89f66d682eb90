/** The panel's notes: biases, limitations, incidents, in a person's words. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { newId, utcNow } from '../digest';
import type { Note } from '../record';
import { dateWord } from './words';

type NoteKind = Exclude<Note['kind'], 'comparison'>;

interface IProps {
  readonly trans: TranslationBundle;
  readonly notes: readonly Note[];
  readonly isWritable: boolean;
  readonly onChange: (notes: readonly Note[]) => void;
}

export function Notes({
  trans,
  notes,
  isWritable,
  onChange
}: IProps): React.ReactElement {
  const words: Readonly<Record<Note['kind'], string>> = {
    bias: trans.__('Bias'),
    limitation: trans.__('Limitation'),
    incident: trans.__('Incident'),
    comparison: trans.__('Comparison')
  };
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Biases, limitations, incidents')}</h2>
      <ul className="jp-aiprov-Notes">
        {notes.map(note => (
          <li key={note.id}>
            <strong>{words[note.kind]}</strong> {note.text}
            {note.resolution && (
              <div>{trans.__('Solved by: %1', note.resolution)}</div>
            )}
            <small>{dateWord(note.time)}</small>
            {isWritable && note.kind !== 'comparison' && (
              <button
                type="button"
                className="jp-aiprov-Button"
                aria-label={trans.__('Remove this note')}
                title={trans.__('Remove this note')}
                onClick={() => onChange(notes.filter(one => one !== note))}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {isWritable && (
        <NewNote
          trans={trans}
          words={words}
          onAdd={note => onChange([...notes, note])}
        />
      )}
    </section>
  );
}

function NewNote({
  trans,
  words,
  onAdd
}: {
  trans: TranslationBundle;
  words: Readonly<Record<NoteKind, string>>;
  onAdd: (note: Note) => void;
}): React.ReactElement {
  const [kind, setKind] = React.useState<NoteKind>('bias');
  const [text, setText] = React.useState('');
  const [resolution, setResolution] = React.useState('');
  const kinds: readonly NoteKind[] = ['bias', 'limitation', 'incident'];
  const add = (): void => {
    const solved = kind === 'incident' ? resolution.trim() : '';
    onAdd({
      id: newId(),
      kind,
      text: text.trim(),
      time: utcNow(),
      ...(solved ? { resolution: solved } : {})
    });
    setText('');
    setResolution('');
  };
  return (
    <div className="jp-aiprov-NewNote">
      <label className="jp-aiprov-Field">
        <span>{trans.__('Kind')}</span>
        <select
          className="jp-mod-styled"
          name="note-kind"
          value={kind}
          onChange={event => setKind(event.target.value as NoteKind)}
        >
          {kinds.map(one => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-aiprov-Field">
        <span>{trans.__('In your words')}</span>
        <textarea
          className="jp-mod-styled"
          name="note-text"
          rows={2}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </label>
      {kind === 'incident' && (
        <label className="jp-aiprov-Field">
          <span>{trans.__('What solved it')}</span>
          <input
            className="jp-mod-styled"
            name="note-resolution"
            value={resolution}
            onChange={event => setResolution(event.target.value)}
          />
        </label>
      )}
      <button
        type="button"
        className="jp-aiprov-Button"
        disabled={!text.trim()}
        onClick={add}
      >
        {trans.__('Add')}
      </button>
    </div>
  );
}
