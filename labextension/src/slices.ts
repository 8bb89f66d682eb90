/** Work over a large notebook, done in slices: the page stays the person's in between. */

/** The longest a slice may take, in milliseconds: half a frame. */
const SLICE = 8;
/** Rest between slices, in milliseconds. */
const REST = 16;
/** From a frame to work that can wait, in milliseconds. */
const AFTER = 200;
/** Until that work is begun in any case, in milliseconds. */
const LATEST = 3000;

/** Leave the page to the person for a moment. */
function rest(): Promise<void> {
  return new Promise(done => window.setTimeout(done, REST));
}

/** Wait until what is there has been painted; a hidden page paints nothing. */
export function painted(): Promise<void> {
  return new Promise(done => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => window.setTimeout(done, AFTER))
    );
    window.setTimeout(done, LATEST);
  });
}

/** Do something with each of many, until `isOver`. */
export async function inSlices<T>(
  items: Iterable<T>,
  action: (item: T) => void,
  isOver: () => boolean
): Promise<void> {
  let end = performance.now() + SLICE;
  for (const item of items) {
    if (performance.now() > end) {
      await rest();
      end = performance.now() + SLICE;
    }
    if (isOver()) {
      return;
    }
    action(item);
  }
}
