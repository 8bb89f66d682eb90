/** The panel's notes: biases, limitations, incidents, in a person's words. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { newId, utcNow } from '../record/digest';
import type { Note, Person } from '../record';
import type { ICellView } from '../cellview';
import { isOrcidWrong, PersonFields, personOf, type ITyped } from './person';
import { Section } from './section';
import { dateWord } from './labels';
import { capitalised, word } from './vocabulary';

type NoteKind = Exclude<Note['kind'], 'comparison'>;

interface IProps {
  readonly trans: TranslationBundle;
  readonly notes: readonly Note[];
  readonly cells: readonly ICellView[];
  readonly isWritable: boolean;
  readonly author: ITyped;
  readonly people: readonly Person[];
  readonly onChange: (notes: readonly Note[]) => void;
  readonly onGo: (index: number) => void;
}

function kindWord(kind: Note['kind']): string {
  return capitalised(word('note_kind', kind));
}

export function Notes(props: IProps): React.ReactElement {
  const { trans, notes, cells, isWritable, onChange, onGo } = props;
  /** Null before the form was opened: then nothing of it takes the focus. */
  const [isAdding, setAdding] = React.useState<boolean | null>(null);
  return (
    <Section name="notes" title={trans.__('Biases, limitations, incidents')}>
      <ul className="jp-aiprov-Notes">
        {notes.map(note => (
          <li key={note.id}>
            <strong>{kindWord(note.kind)}</strong> {note.text}
            {note.resolution && (
              <div>{trans.__('Solved by: %1', note.resolution)}</div>
            )}
            <small>
              {[note.by?.name, dateWord(note.time)].filter(Boolean).join(' · ')}
            </small>
            <Place
              trans={trans}
              cell={cells.find(({ id }) => id === note.cell)}
              onGo={onGo}
            />
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
      {isWritable && isAdding && (
        <NewNote
          {...props}
          onAdd={note => {
            onChange([...notes, note]);
            setAdding(false);
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      {isWritable && !isAdding && (
        <button
          type="button"
          className="jp-aiprov-Button"
          autoFocus={isAdding === false}
          onClick={() => setAdding(true)}
        >
          {trans.__('Add a note…')}
        </button>
      )}
    </Section>
  );
}

function Place({
  trans,
  cell,
  onGo
}: {
  trans: TranslationBundle;
  cell: ICellView | undefined;
  onGo: (index: number) => void;
}): React.ReactElement | null {
  return cell ? (
    <button
      type="button"
      className="jp-aiprov-Link"
      onClick={() => onGo(cell.index)}
    >
      {trans.__('cell %1', cell.index + 1)}
    </button>
  ) : null;
}

interface INew extends IProps {
  readonly onAdd: (note: Note) => void;
  readonly onCancel: () => void;
}

function NewNote({
  trans,
  cells,
  author,
  people,
  onAdd,
  onCancel
}: INew): React.ReactElement {
  const [kind, setKind] = React.useState<NoteKind>('bias');
  const [text, setText] = React.useState('');
  const [resolution, setResolution] = React.useState('');
  const [about, setAbout] = React.useState('');
  const [typed, setTyped] = React.useState(author);
  const kinds: readonly NoteKind[] = ['bias', 'limitation', 'incident'];
  const add = (): void => {
    const by = personOf(typed);
    const solved = kind === 'incident' ? resolution.trim() : '';
    onAdd({
      id: newId(),
      kind,
      text: text.trim(),
      time: utcNow(),
      ...(by ? { by } : {}),
      ...(about ? { cell: about } : {}),
      ...(solved ? { resolution: solved } : {})
    });
  };
  return (
    <div
      className="jp-aiprov-NewNote"
      role="group"
      aria-label={trans.__('A new note')}
      onKeyDown={({ key }) => {
        if (key === 'Escape') {
          onCancel();
        }
      }}
    >
      <label className="jp-aiprov-Field">
        <span>{trans.__('Kind')}</span>
        <select
          className="jp-mod-styled"
          name="note-kind"
          autoFocus
          value={kind}
          onChange={event => setKind(event.target.value as NoteKind)}
        >
          {kinds.map(one => (
            <option key={one} value={one}>
              {one === 'incident'
                ? trans.__('Incident (a hallucination, an error)')
                : kindWord(one)}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-aiprov-Field">
        <span>{trans.__('About')}</span>
        <select
          className="jp-mod-styled"
          name="note-cell"
          value={about}
          onChange={event => setAbout(event.target.value)}
        >
          <option value="">{trans.__('the whole notebook')}</option>
          {cells
            .filter(({ isEmpty }) => !isEmpty)
            .map(({ id, index, excerpt }) => (
              <option key={id} value={id}>
                {`${trans.__('cell %1', index + 1)} · ${excerpt.slice(0, 40)}`}
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
      <PersonFields
        trans={trans}
        label={trans.__('Signed by')}
        hint={trans.__('Optional')}
        prefix="note-"
        typed={typed}
        people={people}
        onChange={setTyped}
      />
      <div className="jp-aiprov-Actions">
        <button
          type="button"
          className="jp-aiprov-Button"
          disabled={!text.trim() || isOrcidWrong(typed)}
          onClick={add}
        >
          {trans.__('Add')}
        </button>
        <button type="button" className="jp-aiprov-Button" onClick={onCancel}>
          {trans.__('Cancel')}
        </button>
      </div>
    </div>
  );
}
