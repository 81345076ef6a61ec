using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Media;

/// <summary>What the database itself keeps true of the files of posts and people, past every rule of the application.</summary>
public sealed class PostMediaPolicyTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private const string Show = "INSERT INTO app.post_media (post_id, position, owner_id, media_id) VALUES ($1, $2, $3, $4)";

    private readonly Guid alice =
        Guid.CreateVersion7(), bob = Guid.CreateVersion7(), post = Guid.CreateVersion7(), file = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        var content = System.Security.Cryptography.SHA256.HashData(file.ToByteArray());
        foreach (var (id, name) in new[] { (alice, "alice"), (bob, "bobby") })
        {
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.posts (id, author_id, title, body, status, published_at) VALUES ($1, $2, 't', 'b', 'published', now())",
            post,
            alice);
        await schema.Database.Superuser.ExecuteAsync("INSERT INTO app.media_objects (checksum, size_bytes) VALUES ($1, 3)", content);
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.media (id, owner_id, checksum, size_bytes, kind, mime_type) VALUES ($1, $2, $3, 3, 'document', "
            + "'application/pdf')", file, alice, content);
    }

    public async Task DisposeAsync()
    {
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.users");
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.media_objects");
    }

    [Fact]
    public async Task An_attached_file_is_visible_to_the_readers_of_the_post()
    {
        await schema.Database.Superuser.ExecuteAsync(Show, post, (short)1, alice, file);

        (await SeenAsync(Actor.Anonymous)).ShouldBe([file]);
        await schema.Database.Superuser.ExecuteAsync("UPDATE app.posts SET status = 'hidden' WHERE id = $1", post);
        (await SeenAsync(Actor.Anonymous)).ShouldBeEmpty();
        (await SeenAsync(new Actor(bob, ActorRole.User, null))).ShouldBeEmpty();
        (await SeenAsync(new Actor(alice, ActorRole.User, null))).ShouldBe([file]);
        (await SeenAsync(new Actor(bob, ActorRole.Moderator, null))).ShouldBe([file]);
    }

    [Fact]
    public async Task Users_cannot_attach_files_to_posts_of_others()
    {
        await using var acting = await Acting.AsAsync(schema.Database, new Actor(bob, ActorRole.User, null));

        var refused = await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(Show, post, (short)1, bob, file));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Even_an_admin_cannot_attach_the_file_of_another_user()
    {
        var other = Guid.CreateVersion7();
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.posts (id, author_id, title, body, status, published_at) VALUES ($1, $2, 't', 'b', 'published', now())",
            other,
            bob);
        await using var acting = await Acting.AsAsync(schema.Database, new Actor(bob, ActorRole.Admin, null));

        var refused = await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(Show, other, (short)1, bob, file));

        refused.ConstraintName.ShouldBe("post_media_owner_id_media_id_fkey");
    }

    [Fact]
    public async Task The_file_of_another_user_cannot_be_an_avatar()
    {
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            schema.Database.Superuser.ExecuteAsync("UPDATE app.user_profiles SET avatar_id = $1 WHERE user_id = $2", file, bob));

        refused.ConstraintName.ShouldBe("user_profiles_user_id_avatar_id_fkey");
    }

    [Fact]
    public async Task There_is_no_eleventh_place()
    {
        var refused = await Should.ThrowAsync<PostgresException>(
            () => schema.Database.Superuser.ExecuteAsync(Show, post, (short)11, alice, file));

        refused.ConstraintName.ShouldBe("post_media_position_check");
        Domain.Media.MediaRules.PerPostMax.ShouldBe(10);
    }

    private async Task<List<Guid>> SeenAsync(Actor actor)
    {
        await using var acting = await Acting.AsAsync(schema.Database, actor);
        return await acting.ListAsync<Guid>("SELECT id FROM app.media");
    }
}
