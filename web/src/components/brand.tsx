/** The sign of the program. */
export function Brand() {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 22 22" aria-hidden="true">
        <path d="M11 2a9 9 0 1 0 9 9" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
        <path d="M11 6.5a4.500 4.500 0 1 0 4.500 4.500" fill="none" stroke="var(--accent)" stroke-width="2" stroke-linecap="round" />
        <circle cx="11" cy="11" r="1.600" fill="var(--accent)" />
        <circle cx="17.200" cy="4.800" r="1.800" fill="var(--accent)" />
      </svg>
      NeuroInsight
    </a>
  );
}
