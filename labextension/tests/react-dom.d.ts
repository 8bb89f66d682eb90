/** The little that tests ask of React's renderer, which comes without types. */
declare module 'react-dom/client' {
  export function createRoot(place: Element): {
    render(element: React.ReactElement): void;
  };
}
