using System.Net;
using Agora.Application.Idempotency;
using Agora.Testing;

namespace Agora.Api.Tests.Idempotency;

/// <summary>How long answers are kept. A class of its own, because it moves the clock of its host.</summary>
public sealed class IdempotencyTermTests(IdempotencyFixture api) : IClassFixture<IdempotencyFixture>
{
    private static readonly object Post = new { title = "Once", body = "Only" };

    [Fact]
    public async Task The_first_answer_is_given_for_24_hours_and_then_the_key_is_free()
    {
        var key = Guid.NewGuid().ToString();
        var ann = await api.SignedInAsync();
        await ann.PostKeyedAsync("/api/v1/posts", Post, key);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.idempotency_keys SET expires_at = $1 WHERE owner_id = $2", api.Clock.GetUtcNow().AddMicroseconds(1), ann.UserId);

        (await ann.PostKeyedAsync("/api/v1/posts", Post, key)).IsReplayed().ShouldBeTrue();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.idempotency_keys SET expires_at = $1 WHERE owner_id = $2", api.Clock.GetUtcNow(), ann.UserId);
        var later = await ann.PostKeyedAsync("/api/v1/posts", Post, key);

        later.StatusCode.ShouldBe(HttpStatusCode.Created);
        later.IsReplayed().ShouldBeFalse();
        (await ann.PostKeyedAsync("/api/v1/posts", Post, key)).IsReplayed().ShouldBeTrue();
        (await api.Superuser.ScalarAsync<DateTime>("SELECT expires_at FROM app.idempotency_keys WHERE owner_id = $1", ann.UserId))
            .ShouldBe(api.Clock.GetUtcNow().AddHours(24).UtcDateTime);
    }

    [Fact]
    public async Task The_purge_deletes_what_is_over_and_nothing_else()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.idempotency_keys (owner_id, key_hash, fingerprint, status, headers, body, expires_at)
            SELECT $1, sha256(i::text::bytea), sha256(''), 201, '{}', '', now() + i * interval '1 hour'
            FROM generate_series(-3, 2) AS i
            """,
            ann.UserId);

        (await PurgeAsync(2)).ShouldBe(2);
        (await PurgeAsync(1000)).ShouldBeInRange(1, 2);
        (await PurgeAsync(1000)).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.idempotency_keys WHERE owner_id = $1", ann.UserId))
            .ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task The_limit_of_a_body_is_that_of_the_database()
    {
        var check = await api.Superuser.ScalarAsync<string>(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'idempotency_keys_body_check'");

        check.ShouldNotBeNull().ShouldContain(StoredResponse.BodyMax.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Users_cannot_see_the_stored_responses_of_others()
    {
        var ann = await api.SignedInAsync();
        await ann.PostKeyedAsync("/api/v1/posts", Post, Guid.NewGuid().ToString());

        (await api.Runtime.ScalarAsync<long>("SELECT count(*) FROM app.idempotency_keys")).ShouldBe(0);
    }

    private async Task<int> PurgeAsync(int most) => await api.Superuser.ScalarAsync<int>("SELECT app.purge_idempotency_keys($1)", most);
}
