using Agora.Application.Common;
using Agora.Application.Notifications;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Notifications;
using Agora.Testing;

namespace Agora.Db.Tests.Notifications;

/// <summary>
/// A user with 20,000 unread notifications of comments among 80,000: of the latest 10,000 every second is of a deleted comment, and all
/// others are of posts in the trash.
/// </summary>
public sealed class NotificationPlanTests(NotificationPlanTests.NotifiedFixture shown)
    : IClassFixture<NotificationPlanTests.NotifiedFixture>
{
    private const int Limit = 21, Walked = 1000;

    private static readonly Guid Reader = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet),
        InTheTrash = new(NotifiedFixture.First.AddSeconds(10_000), Guid.Empty);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_page_reads_no_more_than_its_rows_and_the_hidden_ones_between(bool unreadOnly, bool generic)
    {
        var plan = await ListAsync(unreadOnly, generic, Newest, walk => (walk.Shown.Count, walk.StoppedAt).ShouldBe((Limit, null)));

        plan.Blocks.ShouldBeInRange(1, 4_000, plan.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_all_are_hidden_a_page_ends_after_its_bound(bool unreadOnly)
    {
        var plan = await ListAsync(unreadOnly, false, InTheTrash, walk =>
        {
            walk.Shown.ShouldBeEmpty();
            walk.StoppedAt.ShouldNotBeNull().At.ShouldBe(InTheTrash.At.AddSeconds(-Walked));
        });

        plan.Blocks.ShouldBeInRange(1, 15 * Walked, plan.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unread_ones_are_counted_among_the_hidden_ones_between(bool generic) =>
        (await CountAsync(100, generic, 100)).Blocks.ShouldBeInRange(1, 8_000);

    [Fact]
    public async Task A_count_ends_after_its_bound() =>
        (await CountAsync(10_000, false, Walked / 2)).Blocks.ShouldBeInRange(1, 25 * Walked);

    private Task<Plan> ListAsync(bool unreadOnly, bool generic, KeysetPosition at, Action<NotificationWalk> check) => PlanAsync(
        generic,
        async db => check(await new NotificationRepository(db).ListAsync(unreadOnly, at, Limit, Walked, default)),
        new(StringComparer.Ordinal)
        {
            ["unreadOnly"] = unreadOnly,
            ["At"] = at.At,
            ["Id"] = at.Id,
            ["wanted"] = Limit,
            ["walked"] = Walked,
        });

    private Task<Plan> CountAsync(int most, bool generic, int counted) => PlanAsync(
        generic,
        async db => (await new NotificationRepository(db).CountUnreadAsync(most, Walked, default)).ShouldBe(counted),
        new(StringComparer.Ordinal) { ["most"] = most, ["walked"] = Walked });

    private Task<Plan> PlanAsync(bool generic, Func<DbSession, Task> read, Dictionary<string, object?> parameters) =>
        Plan.OfAsync(shown.Database, new Actor(Reader, ActorRole.User, null), read, parameters, generic);

    public sealed class NotifiedFixture : IAsyncLifetime
    {
        internal static readonly DateTimeOffset First = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private ApiDatabase? database;

        internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

        public async Task InitializeAsync()
        {
            const string sql = """
                SET session_replication_role = replica;
                INSERT INTO app.users (id, username)
                SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user' || n FROM generate_series(1, 1000) AS n;
                INSERT INTO app.posts (id, author_id, title, body, status, published_at, search_vector, deleted_at, deleted_by)
                SELECT ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-4000-8000-000000000001',
                       'Post ' || n, 'b', 'published', now(), '', CASE WHEN n <= 500 THEN now() END, CASE WHEN n <= 500 THEN 'author' END
                FROM generate_series(1, 1000) AS n;
                INSERT INTO app.comments (id, author_id, post_id, body, depth, path, deleted_at, deleted_by)
                SELECT ('20000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-4000-8000-000000000002',
                       ('10000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n <= 10000 THEN 1 ELSE 501 END + n % 500), 12, '0'))::uuid,
                       'b', 0, int8send(n) || uuid_send(gen_random_uuid()), CASE WHEN n > 10000 AND n % 2 = 0 THEN now() END,
                       CASE WHEN n > 10000 AND n % 2 = 0 THEN 'author' END
                FROM generate_series(1, 20000) AS n;
                INSERT INTO app.notifications (user_id, kind, actor_id, post_id, comment_id, created_at)
                SELECT '00000000-0000-4000-8000-000000000001', 'comment', c.author_id, c.post_id, c.id,
                       timestamptz '2025-01-01Z' + row_number() OVER (ORDER BY c.id) * interval '1 second'
                FROM app.comments AS c;
                INSERT INTO app.notifications (user_id, kind, case_id, post_id, created_at)
                SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(2 + n % 998), 12, '0'))::uuid, 'decision', gen_random_uuid(),
                       ('10000000-0000-4000-8000-' || lpad(to_hex(1 + n % 1000), 12, '0'))::uuid,
                       timestamptz '2025-01-01Z' + n * interval '1 second'
                FROM generate_series(1, 60000) AS n;
                RESET session_replication_role;
                """;

            DapperSetup.Apply();
            database = await ApiDatabase.CreateAsync();
            await Database.Superuser.ExecuteAsync(sql);
            foreach (var table in new[] { "users", "posts", "comments", "notifications" })
            {
                await Database.Superuser.ExecuteAsync($"VACUUM (ANALYZE) app.{table}");
            }
        }

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
