"""What a person does in Lab, and what is then known of the text."""

from __future__ import annotations

from .lab import Lab

PROVIDER = """async (panel, texts, app) => {
  const plugins = [...app.pluginRegistry._plugins.values()];
  const manager = plugins.find(
    one => one.provides?.name === '@jupyterlab/completer:ICompletionProviderManager'
  ).service;
  manager.registerInlineProvider({
    identifier: 'test-bot',
    name: 'Test Bot',
    // Only when asked by a person, lest it suggests again what was just accepted.
    fetch: async (_, {triggerKind}) => ({
      items: triggerKind === 0 ? texts.map(insertText => ({insertText})) : []
    })
  });
  const providers = {
    ...manager._inlineCompleterSettings.providers,
    '@jupyterlab/inline-completer:history': {enabled: false, maxSuggestions: 1},
    'test-bot': {enabled: true, timeout: 9000, debouncerDelay: 0, autoFillInMiddle: true}
  };
  manager.inline.configure({...manager._inlineCompleterSettings, providers});
  return null;
}"""
# Suggestions by one provider, and only when asked for.
ONLY = """(panel, wanted, app) => {
  const plugins = [...app.pluginRegistry._plugins.values()];
  const manager = plugins.find(
    one => one.provides?.name === '@jupyterlab/completer:ICompletionProviderManager'
  ).service;
  const providers = Object.fromEntries([...manager._inlineProviders.keys()].map(name => [
    name,
    {enabled: name === wanted, timeout: 20000, debouncerDelay: 0, autoFillInMiddle: false}
  ]));
  manager.inline.configure({...manager._inlineCompleterSettings, providers});
  return null;
}"""
SAID = """(panel, index) => {
  const cell = panel.model.cells.get(index);
  const source = cell.sharedModel.getSource();
  const spans = cell.getMetadata('aiprov')?.authorship?.spans ?? [];
  return spans.map(([from, to, by]) => `${source.slice(from, to)}:${by}`).join('|');
}"""


def edit(lab: Lab, index: int = 0) -> None:
    lab.page.locator(".jp-Cell .cm-content").nth(index).click()


def complete(lab: Lab) -> None:
    """Ask for an inline completion, and accept it as a person does."""
    lab.command("inline-completer:invoke")
    lab.page.locator(".jp-GhostText").first.wait_for()
    lab.page.keyboard.press("Tab")
    lab.page.locator(".jp-GhostText").first.wait_for(state="detached")


def fill(lab: Lab, **fields: str) -> None:
    form = lab.page.locator(".jp-aiprov-Form")
    form.wait_for()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if name == "mode":
            field.select_option(value)
        else:
            field.fill(value)


def accept(lab: Lab) -> None:
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.locator(".jp-Dialog").wait_for(state="detached")
