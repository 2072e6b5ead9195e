import { Injectable } from '@nestjs/common';
import type { Track } from '#exercise-catalog';

/** The tracks of the exercises folder, as they were at start. */
@Injectable()
export class TrackShelf {
  private tracks: readonly Track[] = [];

  fill(tracks: readonly Track[]): void {
    this.tracks = tracks;
  }

  list(): readonly Track[] {
    return this.tracks;
  }

  find(slug: string): Track | null {
    return this.tracks.find((track) => track.slug === slug) ?? null;
  }
}
