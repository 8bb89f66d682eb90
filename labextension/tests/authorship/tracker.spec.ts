import { describe, expect, it } from 'vitest';

import { currentSpans } from '../../src/record/spans';
import { Trial } from './random';
import { BOT, drawn, sheet, suggest } from './world';

describe('an editor', () => {
  it('knows typed text, and only that, to be a person’s', async () => {
    const nb = await sheet('old');
    nb.type(0, 3, ' new');
    expect(drawn(nb)).toBe('...hhhh');
  });

  it('tells completions from what was typed before them', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'pr');
    nb.complete(0, 2, 'print(1)', 2);
    expect(nb.tracker(0).text).toBe('print(1)');
    expect(drawn(nb)).toBe('hhbbbbbb');
  });

  it('keeps typing at the edges and inside of AI text apart', async () => {
    const nb = await sheet('');
    nb.complete(0, 0, 'abcd');
    nb.type(0, 0, '1');
    nb.type(0, 5, '2');
    nb.type(0, 3, '3');
    expect(nb.tracker(0).text).toBe('1ab3cd2');
    expect(drawn(nb)).toBe('hbbhbbh');
  });

  it('excludes the kernel’s history', async () => {
    const nb = await sheet('');
    const history = {
      identifier: '@jupyterlab/inline-completer:history',
      name: 'History'
    };
    nb.complete(0, 0, 'x = 1', 0, history);
    expect(drawn(nb)).toBe('.....');
  });

  it('lets authors travel with what is copied, and knows no other pastes', async () => {
    const nb = await sheet('', '');
    nb.complete(0, 0, 'abc');
    nb.type(0, 3, 'de');
    const text = nb.copy(0, 1, 4);
    nb.paste(1, 0, text);
    nb.paste(1, 3, 'zz');
    expect(nb.tracker(1).text).toBe('bcdzz');
    expect(drawn(nb, 1)).toBe('bbh..');
  });

  it('gives back authors on undo and redo, whatever a collaborator did meanwhile', async () => {
    const nb = await sheet('');
    nb.complete(0, 0, 'abcdef');
    nb.shared.cells[0].undoManager?.stopCapturing();
    nb.type(0, 1, '', 5);
    expect(nb.tracker(0).text).toBe('af');
    nb.shared.ydoc.transact(() => {
      nb.tracker(0).cell.ysource.insert(1, 'X');
    }, 'a collaborator');
    nb.cell(0).sharedModel.undo();
    const { text } = nb.tracker(0);
    expect(text).toHaveLength(7);
    expect(drawn(nb)).toBe(
      [...text].map(c => (c === 'X' ? '.' : 'b')).join('')
    );
    nb.cell(0).sharedModel.redo();
    expect(drawn(nb)).toBe('b.b');
  });
});

describe('a program', () => {
  it('puts in text of unknown origin, and leaves the rest its authors', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'alpha = beta');
    nb.cell(0).sharedModel.setSource('alpha = gamma\nbeta = 2');
    expect(nb.authors(0).slice(0, 8).join('')).toBe('hhhhhhhh');
    expect(nb.authors(0).slice(8, 13).join('')).toBe('.....');
  });

  it('may lay code out anew without taking it from its authors', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'foo(a,b)\n');
    nb.complete(0, 9, "bar = {'key':value,'other':[1,2]}");
    nb.cell(0).sharedModel.setSource(
      'foo(a, b)\nbar = {"key": value, "other": [1, 2]}'
    );
    expect(drawn(nb)).toBe('h'.repeat(10) + 'b'.repeat(37));
  });
});

describe('cells', () => {
  it('take their authors along when they split and merge', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'x = 1\n');
    nb.complete(0, 6, 'x = 1\n');
    nb.type(0, 12, 'x = 1');
    nb.flush();
    const [one] = nb.shared.cells;
    const { metadata } = one.toJSON();
    nb.shared.transact(() => {
      nb.shared.insertCells(0, [
        { cell_type: 'code', source: 'x = 1', metadata },
        { cell_type: 'code', source: 'x = 1', metadata }
      ]);
      one.setSource('x = 1');
    });
    expect([0, 1, 2].map(i => drawn(nb, i))).toEqual([
      'hhhhh',
      'bbbbb',
      'hhhhh'
    ]);
    nb.shared.transact(() => {
      nb.shared.deleteCell(1);
      nb.shared.insertCell(1, {
        cell_type: 'code',
        source: 'x = 1\n\nx = 1',
        metadata
      });
      nb.shared.deleteCell(0);
    });
    expect(drawn(nb, 0)).toMatch(/^h{5}..b{5}$|^b{5}..h{5}$/);
  });

  it('keep them when they move, change type, go and come back', async () => {
    const nb = await sheet('', 'other');
    nb.type(0, 0, 'hand');
    nb.complete(0, 4, 'made');
    nb.shared.moveCell(0, 1);
    expect(drawn(nb, 1)).toBe('hhhhbbbb');
    const { id, source, metadata } = nb.shared.cells[1].toJSON();
    nb.shared.transact(() => {
      nb.shared.deleteCell(1);
      nb.shared.insertCell(1, {
        id,
        source,
        metadata,
        cell_type: 'markdown'
      });
    });
    expect(drawn(nb, 1)).toBe('hhhhbbbb');
    nb.shared.undoManager.stopCapturing();
    nb.shared.deleteCell(1);
    nb.shared.undo();
    expect(drawn(nb, 1)).toBe('hhhhbbbb');
  });

  it('keep what stayed when another program changed the file', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'first = 1\n');
    nb.complete(0, 10, 'second = first + 1');
    nb.flush();
    const json = nb.model.toJSON();
    json.cells[0].source = 'zero = 0\nfirst = 1\nsecond = first + 1';
    nb.model.fromJSON(json);
    expect(drawn(nb)).toBe('.'.repeat(9) + 'h'.repeat(10) + 'b'.repeat(18));
  });
});

describe('records', () => {
  it('hold the spans of the very source, in code points, and the activity', async () => {
    const nb = await sheet('');
    nb.type(0, 0, '🎉x');
    nb.complete(0, 3, '🎈y');
    nb.flush();
    const { authorship, records } = nb.world.store.cellRecord(nb.cell(0));
    const [activity] = records ?? [];
    expect(currentSpans('🎉x🎈y', authorship)).toEqual([
      [0, 2, 'human'],
      [2, 4, 'ai', activity.id]
    ]);
    expect(activity).toMatchObject({
      kind: 'completion',
      evidence: 'observed',
      channel: 'inline-completion',
      outcome: 'accepted',
      system: { tool: 'Bot' },
      usage: { 'aiprov.suggestions.accepted': 1 }
    });
  });

  it('count what was edited and what was rejected', async () => {
    const nb = await sheet('');
    const completer = nb.completer(0);
    suggest(completer, 'no', BOT);
    completer.model!.reset();
    nb.complete(0, 0, 'yes and no');
    nb.type(0, 3, '', 7);
    nb.flush();
    const [activity] = nb.world.store.cellRecord(nb.cell(0)).records ?? [];
    expect(activity.outcome).toBe('edited');
    expect(activity.usage).toEqual({
      'aiprov.suggestions.accepted': 1,
      'aiprov.suggestions.edited': 1,
      'aiprov.suggestions.rejected': 1
    });
  });

  it('call an undone completion rejected', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'a');
    nb.shared.cells[0].undoManager?.stopCapturing();
    nb.complete(0, 1, 'bc');
    nb.flush();
    nb.cell(0).sharedModel.undo();
    nb.flush();
    const [activity] = nb.world.store.cellRecord(nb.cell(0)).records ?? [];
    expect([nb.tracker(0).text, activity.outcome]).toEqual(['a', 'rejected']);
  });

  it('are not written where nothing is known, and follow a text to another notebook', async () => {
    const nb = await sheet('', 'untouched');
    nb.complete(0, 0, 'generated = 1');
    nb.flush();
    expect(nb.cell(1).getMetadata('aiprov')).toBeUndefined();
    const other = await nb.world.open([{ id: 'z', source: '' }]);
    other.paste(0, 0, nb.copy(0, 0, 13));
    other.flush();
    const { records } = nb.world.store.cellRecord(other.cell(0));
    expect(records?.[0].system?.tool).toBe('Bot');
  });

  it('are believed when a notebook is opened again, unless they speak of another source', async () => {
    const nb = await sheet('');
    nb.type(0, 0, 'by hand');
    nb.flush();
    const [cell] = nb.model.toJSON().cells;
    const again = await nb.world.open([
      cell,
      { ...cell, id: 'b', source: 'By hand' }
    ]);
    expect(drawn(again, 0)).toBe('hhhhhhh');
    expect(drawn(again, 1)).toBe('.......');
  });
});

describe('random operations', () => {
  // A longer run: AIPROV_FUZZ_OPERATIONS=20000; a repeated one: AIPROV_FUZZ_SEED=…
  const count = Number(process.env.AIPROV_FUZZ_OPERATIONS ?? 2000);
  const first = Number(process.env.AIPROV_FUZZ_SEED ?? 1);
  const each = 500;
  const seeds = Array.from(
    { length: Math.ceil(count / each) },
    (_, index) => first + index
  );

  it.each(seeds)(
    'agree with a naive model, seed %i',
    async seed => {
      const trial = await Trial.begin(seed);
      const done: string[] = [];
      for (let i = 0; i < each; i++) {
        const { did, wrong } = trial.step();
        await Promise.resolve();
        done.push(did);
        if (wrong) {
          const last = done.slice(-5).join(', ');
          expect.fail(`seed ${seed}, operation ${i} (… ${last}): ${wrong}`);
        }
      }
    },
    300_000
  );
});
