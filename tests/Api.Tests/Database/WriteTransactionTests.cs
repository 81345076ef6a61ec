using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Database;

public sealed class WriteTransactionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_write_is_one_transaction_at_read_committed_under_any_default_of_the_database()
    {
        var author = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            CREATE SCHEMA probe;
            CREATE TABLE probe.seen (level text, transaction xid8);
            CREATE FUNCTION probe.see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                INSERT INTO probe.seen VALUES (current_setting('transaction_isolation'), pg_current_xact_id());
                RETURN NULL;
            END $$;
            CREATE TRIGGER see AFTER INSERT ON app.posts FOR EACH STATEMENT EXECUTE FUNCTION probe.see();
            CREATE TRIGGER see AFTER INSERT ON app.audit FOR EACH STATEMENT EXECUTE FUNCTION probe.see();
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); END $$;
            """);

        // Sessions keep the default that they began with.
        await api.Superuser.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await author.PublishedAsync("One post", "With an audit row.");

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM probe.seen")).ShouldBeGreaterThan(1);
        (await api.Superuser.ScalarAsync<string>("SELECT string_agg(DISTINCT level, ',') FROM probe.seen")).ShouldBe("read committed");
        (await api.Superuser.ScalarAsync<long>("SELECT count(DISTINCT transaction) FROM probe.seen")).ShouldBe(1);
    }
}
