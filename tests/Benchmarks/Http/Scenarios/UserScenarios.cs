using Agora.Bare;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class UserScenarios
{
    private const int Terms = 100;

    public static readonly Scenario ById = new()
    {
        Name = "user",
        Title = "user by id",
        Calls = (data, _) => Task.FromResult(Scenarios.Calls.Many(random => HttpCall.Get($"/api/v1/users/{data.AnyUser(random)}"))),
        Plain = PlainScript.Of(PlainSql.User, ["n random(1, :users)"], "id", "bench.user_id(:n)"),
        Bars = [Bar.OfBare(0.75), Bar.PostgresOfPlain(1.6), Bar.OfPlain(0.45), Bar.SteadyTail(4)],
    };

    public static readonly Scenario Me = new()
    {
        Name = "me",
        Title = "/users/me",
        Calls = Scenarios.Calls.ByReaders("/api/v1/users/me", BenchData.Readers),
        Plain = PlainScript.Of(
            PlainSql.Me,
            [$"n random({BenchData.FirstReader}, {BenchData.FirstReader + BenchData.Readers - 1})"],
            "me", "bench.user_id(:n)"),
        Bars = [Bar.OfBare(0.6), Bar.PostgresOfPlain(1.6), Bar.OfPlain(0.45), Bar.SteadyTail(4)],
    };

    public static readonly Scenario Search = new()
    {
        Name = "user-search",
        Title = "search for a part of a user's name",
        Calls = Scenarios.Calls.ForTexts("name_part", Terms, term => $"/api/v1/users?q={term}&limit=20", signedIn: true),
        Plain = PlainScript.Of(PlainSql.UserSearch, [$"n random(1, {Terms})"], "term", "bench.name_part(:n)"),
        Bars = [Bar.OfPlain(4)],
    };
}
