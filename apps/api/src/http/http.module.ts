import { Module, StandardSchemaSerializerInterceptor, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import type { Config } from '#config';
import { API_CONFIG } from '../api-config.js';
import { AccessGuard } from './access.guard.js';
import { CheckInputPipe } from './check-input.pipe.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { WebPage } from './web-page.js';

interface HttpParts {
  readonly config: Config;
  readonly routes: RouteTable;
  readonly page: WebPage;
}

/** What stands around every route: who may, what is well-formed, what goes out, what an error looks like. */
@Module({})
export class HttpModule {
  static forRoot({ config, routes, page }: HttpParts): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: RouteTable, useValue: routes },
        { provide: WebPage, useValue: page },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: CheckInputPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        {
          provide: APP_INTERCEPTOR,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new StandardSchemaSerializerInterceptor(reflector),
        },
      ],
      exports: [API_CONFIG],
    };
  }
}
