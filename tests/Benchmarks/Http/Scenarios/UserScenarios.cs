using Agora.Bare;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class UserScenarios
{
    public static readonly Scenario ById = new()
    {
        Name = "user",
        Title = "user by id",
        Calls = (data, _) => Task.FromResult(Calls.Many(random => HttpCall.Get($"/api/v1/users/{data.AnyUser(random)}"))),
        Plain = PlainScript.Of(PlainSql.User, ["n random(1, :users)"], "id", "bench.user_id(:n)"),
        Bars = [Bar.OfBare(0.75), Bar.PostgresOfPlain(1.6), Bar.OfPlain(0.45), Bar.SteadyTail(4)],
    };

    public static readonly Scenario Me = new()
    {
        Name = "me",
        Title = "/users/me",
        Calls = (data, _) =>
            Task.FromResult<IReadOnlyList<HttpCall>>([.. data.Identities(1000).Select(who => HttpCall.Get("/api/v1/users/me", who))]),
        Plain = PlainScript.Of(
            PlainSql.Me,
            [$"n random({BenchData.FirstReader}, {BenchData.FirstReader + BenchData.Readers - 1})"],
            "me", "bench.user_id(:n)"),
        Bars = [Bar.OfBare(0.6), Bar.PostgresOfPlain(1.6), Bar.OfPlain(0.45), Bar.SteadyTail(4)],
    };
}
