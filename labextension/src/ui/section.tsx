/** One part of the panel: a heading that people can close, and that stays as they left it. */

import React from 'react';

/** Closed parts, until the page is loaded anew. */
const closed = new Set<string>();

export function Section({
  name,
  title,
  className,
  children
}: {
  readonly name: string;
  readonly title: string;
  readonly className?: string;
  readonly children: React.ReactNode;
}): React.ReactElement {
  const [isOpen, setOpen] = React.useState(!closed.has(name));
  return (
    <details
      className={`jp-aiprov-Section ${className ?? ''}`.trim()}
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => {
        setOpen(open);
        if (open) {
          closed.delete(name);
        } else {
          closed.add(name);
        }
      }}
    >
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  );
}
