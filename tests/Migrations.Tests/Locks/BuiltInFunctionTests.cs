using Agora.Migrations.Locks;

namespace Agora.Migrations.Tests.Locks;

public sealed class BuiltInFunctionTests
{
    [Fact]
    public async Task No_form_of_a_function_that_counts_as_steady_is_volatile_on_the_server()
    {
        await using var bench = await Bench.CreateAsync();
        var names = string.Join("','", BuiltInFunctions.Steady);

        var wrong = await bench.ScalarAsync<string>(
            "SELECT string_agg(DISTINCT proname, ' ') FROM pg_catalog.pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND "
            + $"provolatile = 'v' AND proname IN ('{names}')");

        wrong.ShouldBeNull();
    }
}
