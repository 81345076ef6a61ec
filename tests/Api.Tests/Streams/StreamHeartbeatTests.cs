using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Streams;

public sealed class StreamHeartbeatTests(StreamHeartbeatFixture api) : IClassFixture<StreamHeartbeatFixture>
{
    [Fact]
    public async Task A_heartbeat_names_a_position_behind_what_was_left_out_from_which_a_reader_continues()
    {
        var (author, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await author.PublishedAsync();
        await using var thread = await StreamReader.OpenAsync(api.Address, caller: null, $"thread:{post.Id}");
        var opened = thread.LastId;
        await other.PublishedAsync();

        for (var heartbeats = 0; thread.LastId == opened; heartbeats++)
        {
            heartbeats.ShouldBeLessThan(60);
            (await thread.NextAsync())!.Name.ShouldBe("", "the post of another author belongs to no topic of the stream");
        }

        var last = thread.LastId;
        var comment = await other.CommentAsync(post.Id);
        (await thread.EventAsync()).Subject.ShouldBe(comment.Id);
        await using var continued = await StreamReader.OpenAsync(api.Address, caller: null, $"thread:{post.Id}", last);
        (await continued.EventAsync()).Subject.ShouldBe(comment.Id);
    }
}

public sealed class StreamHeartbeatFixture : ApiFixture
{
    protected override IReadOnlyList<string> Settings => ["--Streams:HeartbeatSeconds=1"];
}
