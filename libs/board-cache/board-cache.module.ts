import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BoardCache, type BoardCacheSettings } from './board-cache.js';

/** The board cache, everywhere in the application. Closes its connection at shutdown. */
@Module({})
export class BoardCacheModule implements OnApplicationShutdown {
  constructor(@Inject(BoardCache) private readonly cache: BoardCache) {}

  static forRoot(settings: BoardCacheSettings): DynamicModule {
    return {
      module: BoardCacheModule,
      global: true,
      providers: [{ provide: BoardCache, useFactory: () => new BoardCache(settings) }],
      exports: [BoardCache],
    };
  }

  onApplicationShutdown(): void {
    this.cache.close();
  }
}
