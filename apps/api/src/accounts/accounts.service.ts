import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type LoginRequest, type RegisterRequest, type TokenPair } from '#contracts';
import { type Config } from '#config';
import { UserRepository, type UserRecord } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { AttemptLimiter, type AttemptRule } from './attempt-limiter.js';
import { toNetwork } from './network.js';
import { hashPassword, isPassword } from './passwords.js';
import { SessionsService } from './sessions.service.js';

/** Guesses at one account from one address. */
const LOGIN: AttemptRule = { name: 'login', limit: 10, windowSeconds: 15 * 60 };
/** Guesses at all accounts from one address, and what hashing them costs us. A whole class may be behind it. */
const LOGINS_OF_ADDRESS: AttemptRule = { name: 'login-address', limit: 600, windowSeconds: 15 * 60 };
/** Hashing a password is costly on purpose. A whole class behind one address may still register at once. */
const REGISTRATION: AttemptRule = { name: 'register', limit: 200, windowSeconds: 60 * 60 };

/** Registering, and logging in with a password. */
@Injectable()
export class AccountsService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly users: UserRepository,
    private readonly sessions: SessionsService,
    private readonly limiter: AttemptLimiter,
  ) {}

  async register({ email, password, displayName }: RegisterRequest, ip: string): Promise<TokenPair> {
    if (this.config.auth.registration === 'closed') {
      throw new Refusal('forbidden', 'Registration is closed here: ask the operator for an account.');
    }
    await this.limiter.count(REGISTRATION, toNetwork(ip));
    const passwordHash = await hashPassword(password);
    const user = await this.users.insertUser({ email, displayName, passwordHash, role: 'learner' });
    return this.sessions.open(user);
  }

  async logIn({ email, password }: LoginRequest, ip: string): Promise<TokenPair> {
    return this.sessions.open(await this.recognise({ email, password }, ip));
  }

  /**
   * Whose address and password these are. Guesses are counted, wherever they are made.
   * @throws Refusal `wrong-credentials` or `too-many-requests`
   */
  async recognise({ email, password }: LoginRequest, ip: string): Promise<UserRecord> {
    const account = email.trim().toLowerCase();
    const network = toNetwork(ip);
    await this.limiter.count(LOGINS_OF_ADDRESS, network);
    await this.limiter.count(LOGIN, network, account);
    const user = await this.users.findUserByEmail(email);
    const right = await isPassword(user?.passwordHash ?? null, password);
    if (user === null || !right) {
      throw new Refusal(
        'wrong-credentials',
        'The e-mail address or the password is wrong: check both and try again.',
      );
    }
    await this.limiter.forget(LOGIN, network, account);
    return user;
  }
}
