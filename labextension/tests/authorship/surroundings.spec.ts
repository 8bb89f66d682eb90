import {
  CompletionProviderManager,
  ContextCompleterProvider,
  type ICompletionProvider
} from '@jupyterlab/completer';
import { CommandRegistry } from '@lumino/commands';
import type { Signal } from '@lumino/signaling';
import { describe, expect, it } from 'vitest';

import { watchMenu } from '../../src/authorship/completions';
import { currentSpans } from '../../src/record/spans';
import { drawn, sheet, sync, World, type Sheet } from './world';

describe('the completer’s menu', () => {
  function picked(nb: Sheet, manager: CompletionProviderManager): void {
    watchMenu(manager, () => nb.world.authorship.onPicked());
    nb.type(0, 0, 'na');
    // As the completer puts a choice in, and tells of it.
    nb.view(0).dispatch({ changes: { from: 0, to: 2, insert: 'name' } });
    (manager.selected as Signal<unknown, object>).emit({ insertText: 'name' });
  }

  it('offers Lab’s own words: a choice is the person’s', async () => {
    const nb = await sheet('');
    const manager = new CompletionProviderManager();
    manager.registerProvider(new ContextCompleterProvider());
    picked(nb, manager);
    expect(drawn(nb)).toBe('hhhh');
  });

  it('says nothing where others offer words too', async () => {
    const nb = await sheet('');
    const manager = new CompletionProviderManager();
    manager.registerProvider({ identifier: 'other' } as ICompletionProvider);
    picked(nb, manager);
    expect(drawn(nb)).toBe('hh..');
  });
});

describe('commands of agents', () => {
  const id = 'notebook-intelligence:set-cell-type-and-source';

  function watched(nb: Sheet, fails = false): CommandRegistry {
    const commands = new CommandRegistry();
    nb.world.authorship.agents.watch(commands);
    commands.addCommand(id, {
      describedBy: { args: {} },
      execute: args => {
        // As the tool does: two steps, and the new cell has another id.
        nb.shared.deleteCell(0);
        nb.shared.insertCell(0, {
          cell_type: 'code',
          source: args.source as string
        });
        if (fails) {
          throw new Error('no');
        }
        return true;
      }
    });
    return commands;
  }

  it('are credited with what they put in, not with what they left', async () => {
    const nb = await sheet('old = 1', 'other = 2');
    nb.type(0, 7, '\nby_hand = 2');
    const commands = watched(nb);
    const source = 'old = 1\nby_hand = 2\nadded = model()';
    await commands.execute(id, { source });
    expect(nb.authors(0).join('')).toMatch(
      /^\.{7}h{12}(Notebook Intelligence){16}$/
    );
    expect(drawn(nb, 1)).toBe('.........');
  });

  it('that fail are credited with nothing', async () => {
    const nb = await sheet('old = 1');
    const commands = watched(nb, true);
    await expect(commands.execute(id, { source: 'new = 2' })).rejects.toThrow();
    expect(drawn(nb)).toBe('.......');
  });

  it('of no list are nobody’s', async () => {
    const nb = await sheet('');
    const commands = watched(nb);
    commands.addCommand('other:command', {
      describedBy: { args: {} },
      execute: () => nb.shared.cells[0].setSource('by some program')
    });
    await commands.execute('other:command', { source: 'by some program' });
    expect(drawn(nb)).toBe('.'.repeat(15));
  });
});

describe('an announcement', () => {
  it('names the author of a cell that is about to come', async () => {
    const nb = await sheet('');
    nb.world.authorship.announce('x = 1', {
      id: 'it',
      kind: 'generation',
      evidence: 'observed',
      channel: 'test',
      time: '2026-01-01T00:00:00Z',
      system: { tool: 'Bot' }
    });
    nb.shared.addCell({ cell_type: 'code', source: 'x = 1\n' });
    nb.shared.addCell({ cell_type: 'code', source: 'y = 1' });
    expect(drawn(nb, 1)).toBe('bbbbbb');
    expect(drawn(nb, 2)).toBe('.....');
  });
});

describe('drawing', () => {
  it('marks AI text, and lines by how much of them it is', async () => {
    const nb = await sheet('');
    nb.complete(0, 0, 'whole\n');
    nb.type(0, 6, 'part ');
    nb.complete(0, 11, 'of it');
    await Promise.resolve();
    const { dom } = nb.view(0);
    const marked = [...dom.querySelectorAll('.jp-aiprov-Text')];
    expect(marked.map(one => one.textContent)).toEqual(['whole', 'of it']);
    const lines = [...dom.querySelectorAll('.cm-line')].map(one =>
      ['jp-aiprov-Line', 'jp-mod-aiprov-part'].map(name =>
        one.classList.contains(name)
      )
    );
    expect(lines).toEqual([
      [true, false],
      [true, true]
    ]);
  });
});

describe('collaborators', () => {
  it('each say what they saw, and both know it all', async () => {
    const ours = await sheet('');
    const theirs = await new World().join(ours);
    const meet = (): void => sync(ours.shared.ydoc, theirs.shared.ydoc);
    ours.type(0, 0, 'typed here ');
    meet();
    theirs.complete(0, 11, 'suggested there');
    expect(drawn(theirs)).toBe('.'.repeat(11) + 'b'.repeat(15));
    for (let i = 0; i < 3; i++) {
      ours.flush();
      theirs.flush();
      meet();
    }
    const known = 'h'.repeat(11) + 'b'.repeat(15);
    expect([drawn(ours), drawn(theirs)]).toEqual([known, known]);
    const [one, two] = [ours, theirs].map(nb =>
      nb.world.store.cellRecord(nb.cell(0))
    );
    expect(one).toEqual(two);
    expect(currentSpans(ours.tracker(0).text, one.authorship)).toHaveLength(2);
  });

  it('agree after they wrote at once', async () => {
    const ours = await sheet('x = 1\n');
    const theirs = await new World().join(ours);
    const meet = (): void => sync(ours.shared.ydoc, theirs.shared.ydoc);
    ours.type(0, 0, 'above\n');
    theirs.type(0, 6, 'below');
    for (let i = 0; i < 3; i++) {
      ours.flush();
      theirs.flush();
      meet();
    }
    expect(drawn(ours)).toBe('hhhhhh......hhhhh');
    expect(drawn(theirs)).toBe('hhhhhh......hhhhh');
  });
});
