using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Tests.Database;

public sealed class StatementTelemetryTests
{
    [Theory]
    [InlineData("SELECT p.id FROM app.posts AS p JOIN app.users AS u ON u.id = p.author_id", "select", "posts")]
    [InlineData("SELECT extract(epoch FROM p.created_at) FROM ONLY app.posts AS p FOR UPDATE", "select", "posts")]
    [InlineData("WITH old AS (SELECT id FROM app.posts) UPDATE app.comments SET body = ''", "update", "comments")]
    [InlineData("WITH made AS (\n INSERT INTO app.users (id) VALUES ($1) RETURNING id) SELECT id FROM made", "insert", "users")]
    [InlineData("MERGE INTO app.post_views AS v USING seen ON true WHEN MATCHED THEN DELETE", "merge", "post_views")]
    [InlineData("DELETE FROM ONLY app.likes WHERE post_id = $1", "delete", "likes")]
    [InlineData("SELECT f.made FROM app.fan_out_webhooks($1) AS f", "select", "other")]
    [InlineData("SELECT app.purge($1) FROM app.lookup ($1) AS l JOIN x ON x.id IN (SELECT id FROM app.tags)", "select", "tags")]
    [InlineData("SELECT 1", "select", "other")]
    public void Names_the_type_and_the_table(string sql, string type, string table) =>
        StatementTelemetry.Describe(sql).ShouldBe((type, table));
}
