using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Sessions;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.PersonalData;

/// <summary>A user who has left a word in every column that can be reached.</summary>
internal sealed class KnownPerson
{
    private static readonly string[] AllEvents = ["*"];

    public required Guid Id { get; init; }

    public required HttpClient Client { get; init; }

    public required TestClient Bob { get; init; }

    /// <summary>A word in every column that identifies the user or is private.</summary>
    public required string Who { get; init; }

    /// <summary>Is in what was published, and in nothing else.</summary>
    public required string What { get; init; }

    /// <summary>Is in what Bob wrote to and about the person.</summary>
    public required string BobsWord { get; init; }

    /// <summary>As the database writes it, so that it is the beginning of no other.</summary>
    public required string Address { get; init; }

    public string PasswordHash { get; private set; } = "";

    public string Password => $"{Who} passphrase";

    /// <summary>A post without comments of other users.</summary>
    public Guid Quiet { get; private set; }

    /// <summary>A post under which Bob has spoken.</summary>
    public Guid Discussed { get; private set; }

    /// <summary>A file that is the picture of the person, and one that a post shows.</summary>
    public Guid Media { get; private set; }

    public Guid Shown { get; private set; }

    public Guid BobsPost { get; private set; }

    public static async Task<KnownPerson> LiveAsync(SessionFixture api)
    {
        var (who, what) = ($"who{Guid.NewGuid():N}"[..16], $"what{Guid.NewGuid():N}"[..16]);
        var client = api.Stranger();
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"{who}/1.0");
        client.DefaultRequestHeaders.Add("X-Request-Id", $"{who}-request");
        var registered = await client.PostAsJsonAsync(
            "/api/v1/auth/register",
            new { email = $"{who}@example.org", username = who, fullName = $"Ada {who}", password = $"{who} first secret" });
        registered.StatusCode.ShouldBe(HttpStatusCode.Created, await registered.Content.ReadAsStringAsync());
        var id = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var person = new KnownPerson
        {
            Id = id,
            Client = client,
            Bob = await api.SignedInAsync(),
            Who = who,
            What = what,
            BobsWord = $"bob{Guid.NewGuid():N}"[..16],
            Address = await SignInAsync(api, client, id, who),
        };
        await person.SetUpAsync(api);
        await person.WriteAsync();
        await api.Superuser.ScalarAsync<int>("SELECT app.fold_rollups(1000)");
        await person.CommentAsync();
        await person.BeModeratedAsync(api);
        return person;
    }

    private static async Task<string> SignInAsync(SessionFixture api, HttpClient client, Guid id, string who)
    {
        client.DefaultRequestHeaders.Authorization = await BearerAsync(client, who, $"{who} first secret");
        return (await api.Superuser.ScalarAsync<string>("SELECT ip::text FROM app.user_sessions WHERE user_id = $1", id))!;
    }

    private static async Task<AuthenticationHeaderValue> BearerAsync(HttpClient client, string who, string password)
    {
        using var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { username = who, password });
        return new AuthenticationHeaderValue("Bearer", (await Tokens.OfAsync(login)).Access);
    }

    // The account: two addresses and a third that waits, mails to all, links, a changed password, a profile with a former version,
    // preferences, people.
    private async Task SetUpAsync(SessionFixture api)
    {
        await api.SendMailAsync();
        await ShouldBeFineAsync(Client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = $"{Who}@example.org" }));
        await PatchAsync("/api/v1/users/me", new { email = $"new-{Who}@example.org", currentPassword = $"{Who} first secret" });
        await api.SendMailAsync();
        var token = api.Mail.TokenFor($"new-{Who}@example.org", "Confirm your new e-mail address");
        await ShouldBeFineAsync(Client.PostAsJsonAsync("/api/v1/auth/verify-email", new { token }));
        await ShouldBeFineAsync(
            Client.PostAsJsonAsync(
                "/api/v1/auth/change-password", new { currentPassword = $"{Who} first secret", newPassword = Password }));
        await ShouldBeFineAsync(Client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = $"new-{Who}@example.org" }));
        await PatchAsync("/api/v1/users/me", new { email = $"next-{Who}@example.org", currentPassword = Password });
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.registrations (id, email, username, full_name, password_hash, requested_at, expires_at)
            VALUES (gen_random_uuid(), $1, $2, $2, $2, now(), now() + interval '2 days')
            """,
            $"new-{Who}@example.org",
            $"r-{Who}");
        PasswordHash = (await api.Superuser.ScalarAsync<string>("SELECT password_hash FROM app.users WHERE id = $1", Id))!;
        await api.Superuser.ExecuteAsync("UPDATE app.mail_outbox SET last_error = '550 ' || recipient WHERE user_id = $1", Id);

        await PatchAsync($"/api/v1/users/{Id}/profile", new { bio = $"I am {Who}" });
        await PatchAsync(
            $"/api/v1/users/{Id}/profile",
            new
            {
                bio = $"I was {Who}",
                avatarUrl = $"https://example.org/{Who}.png",
                socialLinks = new { place = $"https://example.org/@{Who}" },
            });
        await ShouldBeFineAsync(Client.PutAsJsonAsync("/api/v1/users/me/preferences/custom/diary", $"Dear {Who}"));
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/users/me/following/{Bob.UserId}", null));
        await ShouldBeFineAsync(Bob.PutAsync($"/api/v1/users/me/following/{Id}", null));
        await ShouldBeFineAsync(
            Client.PostAsJsonAsync(
                "/api/v1/webhooks",
                new { url = $"https://{Who}.example.org/", eventTypes = AllEvents, description = $"Of {Who}" }));
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.webhook_deliveries (
                id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, due_at, created_at, response,
                error, is_sent)
            SELECT gen_random_uuid(), w.id, 0, 0, w.id, 'webhook.test', 'person', now(), w.id, w.owner_id, now(), now(), $2, $2, true
            FROM app.webhooks AS w
            WHERE w.owner_id = $1
            """,
            Id,
            Who);
        await ShouldBeFineAsync(Client.PostAsJsonAsync("/api/v1/tasks", new { title = $"Call {Who}", assigneeId = Bob.UserId }));
        await ShouldBeFineAsync(Bob.PostAsJsonAsync("/api/v1/tasks", new { title = $"{BobsWord} to do", assigneeId = Id }));
        var carol = await api.SignedInAsync();
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/users/me/blocks/{carol.UserId}", null));
    }

    private async Task WriteAsync()
    {
        var tags = new[] { What, "shared" };
        var metadata = new { place = What };
        var first = await Client.PublishedAsync($"Former {Who}", $"Former {Who}", [Who, "shared"], metadata: new { place = Who });
        Quiet = (await EditAsync(first, new { title = $"On {What}", body = $"About {What}", tags, metadata = new { place = What } })).Id;
        Discussed = (await Client.PublishedAsync($"On {What}", $"About {What}", tags, metadata: metadata)).Id;
        await Client.DraftAsync($"Draft {Who}", $"Draft {Who}", [Who], new { place = Who });
        var trash = await Client.PublishedAsync($"Trash {Who}", $"Trash {Who}", [Who], metadata: new { place = Who });
        await ShouldBeFineAsync(Client.DeleteAsync($"/api/v1/posts/{trash.Id}"));
        var old = await Client.PublishedAsync($"Archived {What}", $"Archived {What}", tags);
        await Client.StepAsync(old.Id, "archive");

        var media = await Client.UploadAsync(SampleFiles.Png(), $"?fileName={Who}.png&alternativeText=Formerly+{Who}");
        Media = media.Id;
        await ShouldBeFineAsync(
            Client.PatchMediaAsync(media.Id, media.ETag, JsonSerializer.Serialize(new { alternativeText = $"The face of {Who}" })));

        await PatchAsync($"/api/v1/users/{Id}/profile", new { avatarId = media.Id });
        var shown = await Client.UploadAsync(SampleFiles.Png(seed: 2), $"?fileName=Shown+{Who}.png&alternativeText=A+picture+of+{What}");
        await ShouldBeFineAsync(Client.PutAsJsonAsync($"/api/v1/posts/{Quiet}/media", new { mediaIds = new[] { shown.Id } }));
        Shown = shown.Id;

        using var keyed = new HttpRequestMessage(HttpMethod.Post, "/api/v1/posts")
        {
            Content = JsonContent.Create(new { title = Who, body = Who }),
        };
        keyed.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        await ShouldBeFineAsync(Client.SendAsync(keyed));
    }

    private async Task CommentAsync()
    {
        BobsPost = (await Bob.PublishedAsync("Bob's", $"{BobsWord} speaks", ["shared"])).Id;
        var first = await Client.CommentAsync(BobsPost, $"Former {Who}");
        await ShouldBeFineAsync(Client.PatchCommentAsync(first.Id, first.ETag, new { body = $"I say {What}" }));
        var answer = await Bob.CommentAsync(BobsPost, $"{BobsWord} answers", first.Id);
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/posts/{BobsPost}/like", null));
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/comments/{answer.Id}/like", null));
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/posts/{BobsPost}/bookmark", null));
        await ShouldBeFineAsync(Client.PutAsync($"/api/v1/posts/{BobsPost}/mute", null));
        var second = await Client.CommentAsync(BobsPost, $"Withdrawn {Who}");
        await Client.DeleteCommentAsync(second.Id);
        await Bob.CommentAsync(Discussed, $"{BobsWord} comments");
        await Client.CommentAsync(Discussed, $"And I say {What}");
    }

    // A flag by the user, and a post that was rejected and appealed.
    private async Task BeModeratedAsync(SessionFixture api)
    {
        await ShouldBeFineAsync(Client.FlagPostAsync(BobsPost, "other", $"{Who} does not like it"));
        var doubtful = await Client.PublishedAsync($"Doubtful {What}", $"Doubtful {What}", [What]);
        await ShouldBeFineAsync(Bob.FlagPostAsync(doubtful.Id, "abuse", $"{BobsWord} was hurt"));
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var about = (await Client.OwnCaseAsync()).Id();
        await ShouldBeFineAsync(moderator.DecideAsync(about, "reject", $"Because {Who} wrote so"));
        await ShouldBeFineAsync(Client.AppealAsync(about, $"But {Who} meant well"));
        var removed = await Client.PublishedAsync($"Removed {What}", $"Removed {What}");
        await ShouldBeFineAsync(moderator.DeleteAsync($"/api/v1/posts/{removed.Id}?reason={Who}%20again"));
        // As a moderator of former days would have left it.
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
            VALUES ('posts', $1, $2, 2, 'update', $3, 'moderator', $4, $5::inet)
            """,
            BobsPost, Bob.UserId, Id, Who, Address);
        await api.Superuser.ExecuteAsync("INSERT INTO app.post_reads (user_id, post_id, counted_at) VALUES ($1, $2, now())", Id, BobsPost);
    }

    private async Task<SentPost> EditAsync(SentPost post, object patch) =>
        await SentPost.ReadAsync(await Client.PatchPostAsync(post.Id, post.ETag, patch), HttpStatusCode.OK);

    private async Task PatchAsync(string path, object patch)
    {
        var current = await Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(patch) };
        request.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag!.Tag);
        await ShouldBeFineAsync(Client.SendAsync(request));
    }

    private static async Task ShouldBeFineAsync(Task<HttpResponseMessage> answer)
    {
        var response = await answer;
        response.IsSuccessStatusCode.ShouldBeTrue($"{response.RequestMessage?.RequestUri} {await response.Content.ReadAsStringAsync()}");
    }
}
