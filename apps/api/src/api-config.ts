/** The configuration of this process, given to `AppModule.forRoot`. */
export const API_CONFIG = Symbol('API_CONFIG');
