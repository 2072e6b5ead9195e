%% What a pod's broker has beside RabbitMQ itself: its two users, and a probe that tells the grader the state of queues.
%%
%% The management plugin would do the same through a web server of its own, a second or two after the fact; this asks the
%% queues themselves, and is reached over AMQP by whoever may enter the virtual host `grader`.
-module(touchstone_pod).
-export([prepare/0, start/0]).

-include_lib("amqp_client/include/amqp_client.hrl").

-define(WHO, <<"touchstone">>).
-define(APP, <<"app">>).
-define(GRADER, <<"grader">>).
-define(PROBE, <<"probe">>).
-define(ANSWER_MS, 4000).
%% An answer is one message, and has to be smaller than the largest.
-define(MAX_ANSWER_BYTES, 262000).
-define(STATE, [name, durable, auto_delete, exclusive, arguments, messages_ready, messages_unacknowledged, consumers]).

%% Once, while the image is built. Users are left without a password: they cannot log in until `start` has given them one.
prepare() ->
    [ok = rabbit_vhost:add(VHost, ?WHO) || VHost <- [?APP, ?GRADER]],
    [begin
         ok = rabbit_auth_backend_internal:add_user(User, <<"none yet">>, ?WHO),
         ok = rabbit_auth_backend_internal:clear_password(User, ?WHO)
     end || User <- [?APP, ?GRADER]],
    [ok = rabbit_auth_backend_internal:set_permissions(User, VHost, <<".*">>, <<".*">>, <<".*">>, ?WHO)
     || {User, VHost} <- [{?APP, ?APP}, {?GRADER, ?APP}, {?GRADER, ?GRADER}]],
    %% SECURITY: G16: a program that opens all it may leaves the grader its own connections and the broker its memory.
    ok = rabbit_auth_backend_internal:set_user_limits(?APP, #{<<"max-connections">> => 32}, ?WHO),
    ok = rabbit_vhost_limit:set(?APP, [{<<"max-queues">>, 256}], ?WHO),
    ok = rabbit_auth_backend_internal:delete_user(<<"guest">>, ?WHO),
    ok = rabbit_vhost:delete(<<"/">>, ?WHO),
    ok = rabbit:stop(),
    init:stop().

%% The grader's password comes last: whoever can log in as grader knows that app can, and that the probe answers.
start() ->
    {ok, _} = application:ensure_all_started(amqp_client),
    {ok, Connection} = amqp_connection:start(#amqp_params_direct{username = ?GRADER, virtual_host = ?GRADER}),
    _ = amqp_rpc_server:start_link(Connection, ?PROBE, fun answer_in_time/1),
    [ok = rabbit_auth_backend_internal:change_password(User, list_to_binary(os:getenv(Variable)), ?WHO)
     || {User, Variable} <- [{?APP, "APP_PASSWORD"}, {?GRADER, "GRADER_PASSWORD"}]],
    ok.

%% One question that hangs must not keep the next one waiting.
answer_in_time(Question) ->
    {Worker, Monitor} = spawn_monitor(fun() -> exit({answer, try_answer(Question)}) end),
    receive
        {'DOWN', Monitor, process, Worker, {answer, Answer}} -> Answer;
        {'DOWN', Monitor, process, Worker, _} -> failure(<<"the probe failed">>)
    after ?ANSWER_MS ->
        exit(Worker, kill),
        failure(<<"a queue did not answer in time">>)
    end.

try_answer(Question) ->
    try iolist_to_binary(json:encode(#{value => answer(json:decode(Question))})) of
        Answer when byte_size(Answer) > ?MAX_ANSWER_BYTES -> failure(<<"the answer is too large">>);
        Answer -> Answer
    catch
        _:Reason -> failure(iolist_to_binary(io_lib:format("~0P", [Reason, 12])))
    end.

failure(Text) -> iolist_to_binary(json:encode(#{error => unicode:characters_to_binary(Text, latin1)})).

answer(#{<<"ask">> := <<"queues">>}) -> [state(Queue) || Queue <- rabbit_amqqueue:list(?APP)];
answer(#{<<"ask">> := <<"queue">>, <<"name">> := Name}) ->
    case rabbit_amqqueue:lookup(rabbit_misc:r(?APP, queue, Name)) of
        {ok, Queue} -> state(Queue);
        {error, not_found} -> null
    end;
answer(#{<<"ask">> := <<"bindings">>, <<"name">> := Name}) ->
    [#{exchange => Source, routingKey => Key, arguments => table(Arguments)}
     || #binding{source = #resource{name = Source}, key = Key, args = Arguments}
            <- rabbit_binding:list_for_destination(rabbit_misc:r(?APP, queue, Name)),
        Source =/= <<>>];
answer(#{<<"ask">> := <<"connections">>}) -> length(of_the_program());
answer(#{<<"do">> := <<"cut">>}) ->
    Cut = of_the_program(),
    [rabbit_networking:close_connection(Pid, "cut by the test") || Pid <- Cut],
    length(Cut);
answer(#{<<"do">> := <<"purge">>}) ->
    lists:sum([purge(Queue) || Queue <- rabbit_amqqueue:list(?APP)]);
answer(#{<<"do">> := <<"drop">>}) ->
    [rabbit_amqqueue:delete_with(Queue, false, false, ?WHO) || Queue <- rabbit_amqqueue:list(?APP)],
    [rabbit_exchange:delete(Name, false, ?WHO)
     || #exchange{name = #resource{name = Text} = Name} <- rabbit_exchange:list(?APP), not is_given(Text)],
    null.

state(Queue) ->
    Facts = maps:from_list(rabbit_amqqueue:info(Queue, ?STATE)),
    #resource{name = Name} = maps:get(name, Facts),
    #{name => Name,
      durable => maps:get(durable, Facts),
      autoDelete => maps:get(auto_delete, Facts),
      exclusive => maps:get(exclusive, Facts) =:= true,
      arguments => table(maps:get(arguments, Facts)),
      ready => number(maps:get(messages_ready, Facts)),
      unacked => number(maps:get(messages_unacknowledged, Facts)),
      consumers => number(maps:get(consumers, Facts))}.

purge(Queue) ->
    case rabbit_queue_type:purge(Queue) of
        {ok, Count} -> Count;
        _ -> 0
    end.

number(Value) when is_integer(Value) -> Value;
number(_) -> 0.

%% A table of AMQP as JSON.
table(Fields) -> maps:from_list([{Key, field(Type, Value)} || {Key, Type, Value} <- Fields]).

field(table, Fields) -> table(Fields);
field(array, Items) -> [field(Type, Value) || {Type, Value} <- Items];
field(_, Value) when is_binary(Value); is_number(Value); is_boolean(Value) -> Value;
field(_, _) -> null.

is_given(<<>>) -> true;
is_given(<<"amq.", _/binary>>) -> true;
is_given(_) -> false.

of_the_program() ->
    [Pid || Pid <- rabbit_networking:local_connections(),
            [{user, ?APP}] =:= (catch rabbit_networking:connection_info(Pid, [user]))].
