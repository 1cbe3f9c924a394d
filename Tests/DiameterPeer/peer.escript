#!/usr/bin/env escript
%% An accounting client on Erlang/OTP's own Diameter stack: an independent peer for the tests.
%%
%%   escript peer.escript PORT CALL...
%%
%% CALL is SESSION,CALLING,CALLED,ANSWERED,SECONDS[,TYPES]: ANSWERED in seconds since 1970, TYPES the records to send,
%% of e (EVENT), s (START), i (INTERIM), t (STOP); by default st. Every answer is printed as
%% "SESSION TYPE RESULT-CODE". The exit status is 0 when every request was answered.
-mode(compile).
-include_lib("diameter/include/diameter.hrl").

-define(NTP, 2208988800).
-define(VENDOR, 10415).

main([Port | Calls]) ->
    ok = diameter:start(),
    ok = diameter:start_service(?MODULE, [
        {'Origin-Host', "sbc.example.net"}, {'Origin-Realm', "example.net"}, {'Vendor-Id', 0},
        {'Product-Name', "OTP"}, {'Acct-Application-Id', [3]},
        {string_decode, false},
        {application, [{alias, acct}, {dictionary, diameter_gen_acct_rfc6733}, {module, callbacks()},
                       {answer_errors, callback}]}]),
    true = diameter:subscribe(?MODULE),
    {ok, _} = diameter:add_transport(?MODULE, {connect, [
        {transport_module, diameter_tcp},
        {transport_config, [{raddr, {127, 0, 0, 1}}, {rport, list_to_integer(Port)}]}]}),
    receive #diameter_event{info = Up} when element(1, Up) =:= up -> ok
    after 10000 -> io:format("no connection~n"), halt(1)
    end,
    Answered = [record(string:split(Call, ",", all)) || Call <- Calls],
    diameter:stop_service(?MODULE),
    halt(case lists:all(fun(Ok) -> Ok end, lists:flatten(Answered)) of true -> 0; false -> 2 end).

record([Session, Calling, Called, Answered, Seconds]) ->
    record([Session, Calling, Called, Answered, Seconds, "st"]);
record([Session, Calling, Called, AnsweredText, SecondsText, Types]) ->
    Answered = list_to_integer(AnsweredText),
    Seconds = list_to_integer(SecondsText),
    [send(Session, Type, Number, Calling, Called, Answered, Seconds)
     || {Type, Number} <- lists:zip(Types, lists:seq(0, length(Types) - 1))].

send(Session, Type, Number, Calling, Called, Answered, Seconds) ->
    {Code, At, Stamps} = case Type of
        $e -> {1, Answered + Seconds, stamps(Answered - 7, Answered)};
        $s -> {2, Answered, stamps(Answered - 7, Answered)};
        $i -> {3, Answered + Seconds div 2, []};
        $t -> {4, Answered + Seconds, []}
    end,
    Duration = case Type of $e -> [#diameter_avp{code = 46, is_mandatory = true, data = <<Seconds:32>>}]; _ -> [] end,
    Request = ['ACR', {'Session-Id', Session}, {'Accounting-Record-Type', Code},
               {'Accounting-Record-Number', Number}, {'Destination-Realm', "example.net"},
               {'Acct-Application-Id', 3},
               {'AVP', [time_avp(55, At), service(Calling, Called, Stamps) | Duration]}],
    case diameter:call(?MODULE, acct, Request, [{timeout, 10000}]) of
        Answer when element(1, Answer) =:= diameter_base_accounting_ACA -> answered(Session, Code, element(3, Answer));
        Other -> io:format("~s ~b ~p~n", [Session, Code, Other]), false
    end.

answered(Session, Code, Result) ->
    io:format("~s ~b ~b~n", [Session, Code, Result]),
    true.

%% Service-Information (873) with IMS-Information (876): calling, called, Time-Stamps, Role-Of-Node originating.
service(Calling, Called, Stamps) ->
    grouped(873, [grouped(876, [threegpp(831, "tel:+" ++ Calling), threegpp(832, "tel:+" ++ Called),
                                threegpp(829, <<0:32>>) | Stamps])]).

stamps(Asked, Answered) -> [grouped(833, [threegpp(834, ntp(Asked)), threegpp(835, ntp(Answered))])].

grouped(Code, Members) -> threegpp(Code, iolist_to_binary([encode(Member) || Member <- Members])).

threegpp(Code, Data) ->
    #diameter_avp{code = Code, vendor_id = ?VENDOR, is_mandatory = true, data = iolist_to_binary(Data)}.

time_avp(Code, Seconds) -> #diameter_avp{code = Code, is_mandatory = true, data = ntp(Seconds)}.

ntp(Seconds) -> <<(Seconds + ?NTP):32>>.

encode(#diameter_avp{code = Code, vendor_id = Vendor, data = Data}) ->
    Length = 12 + byte_size(Data),
    Padding = (4 - Length rem 4) rem 4,
    <<Code:32, 2#11000000:8, Length:24, Vendor:32, Data/binary, 0:(Padding * 8)>>.

callbacks() ->
    #diameter_callback{
        peer_up = fun(_, _, State) -> State end,
        peer_down = fun(_, _, State) -> State end,
        pick_peer = fun([Peer | _], _, _, _) -> {ok, Peer} end,
        prepare_request = fun(#diameter_packet{msg = [Name | Fields]} = Packet, _, {_, Caps}) ->
            #diameter_caps{origin_host = {Host, _}, origin_realm = {Realm, _}} = Caps,
            {send, Packet#diameter_packet{msg = [Name, {'Origin-Host', Host}, {'Origin-Realm', Realm} | Fields]}}
        end,
        prepare_retransmit = fun(Packet, _, _) -> {send, Packet} end,
        handle_answer = fun(#diameter_packet{msg = Message}, _, _, _) -> Message end,
        handle_error = fun(Reason, _, _, _) -> {error, Reason} end}.
