import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { LiveUpdates, type LiveUpdatesSettings } from './live-updates.js';

/** Live updates, everywhere in the application. Closes its connections at shutdown. */
@Module({})
export class LiveUpdatesModule implements OnApplicationShutdown {
  constructor(@Inject(LiveUpdates) private readonly liveUpdates: LiveUpdates) {}

  static forRoot(settings: LiveUpdatesSettings): DynamicModule {
    return {
      module: LiveUpdatesModule,
      global: true,
      providers: [{ provide: LiveUpdates, useFactory: () => new LiveUpdates(settings) }],
      exports: [LiveUpdates],
    };
  }

  onApplicationShutdown(): void {
    this.liveUpdates.close();
  }
}
