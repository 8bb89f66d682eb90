/** Work over a large notebook, done in slices: the page stays the person's in between. */

/** The longest a slice may take, in milliseconds: half a frame. */
const SLICE = 8;
/** Rest between slices, in milliseconds. */
const REST = 16;

/** Rest a while; in a hidden page too, where frames do not come. */
export function rest(milliseconds = REST): Promise<void> {
  return new Promise(done => window.setTimeout(done, milliseconds));
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
