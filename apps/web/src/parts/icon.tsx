const PATHS = {
  check: 'M4 12.5 9.5 18 20 6.5',
  cross: 'M6 6l12 12M18 6 6 18',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  dot: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7',
  circle: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16',
  half: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 8v4.5l3 2',
  warning: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2v.1',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 11v5M12 8v.1',
  person: 'M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7M5 20c.6-4 3.4-6 7-6s6.4 2 7 6',
  people:
    'M9 5a3.2 3.2 0 1 0 0 6.400A3.2 3.2 0 1 0 9 5M3 19c.5-3.5 3-5.2 6-5.200s5.5 1.7 6 5.200M16 5.300a3 3 0 0 1 0 5.800M17.5 14c2 .7 3.2 2.4 3.5 5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  contrast: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 4v16M15 5.500v13M18 7.500v9',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11M7 10.500l5 5 5-5M4 20h16',
  upload: 'M12 16V5M7 9.500l5-5 5 5M4 20h16',
  play: 'M7 5v14l12-7z',
  flag: 'M6 21V4h12l-3 4.5 3 4.500H6',
  trophy: 'M7 4h10v6a5 5 0 0 1-10 0zM7 6H4c0 3 1 5 3.5 5M17 6h3c0 3-1 5-3.5 5M12 15v5M8 20h8',
  left: 'M14.5 5.5 8 12l6.5 6.5',
  right: 'M9.5 5.5 16 12l-6.5 6.5',
  up: 'M5.5 14.5 12 8l6.5 6.5',
  down: 'M5.5 9.5 12 16l6.5-6.5',
  pencil: 'M4 20l1-4L16.5 4.500l3 3L8 19z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M15.5 15.5 20.5 20.5',
  refresh: 'M19 12a7 7 0 1 1-2.2-5.100M19.5 3v4.500H15',
  pause: 'M8 5v14M16 5v14',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside text. Give `title` where it stands alone: it is then read in its place. */
export function Icon({ name, title }: { name: IconName; title?: string }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      {...(title === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': title })}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
