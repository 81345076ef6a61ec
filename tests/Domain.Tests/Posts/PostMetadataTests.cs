using System.Text.Json;
using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class PostMetadataTests
{
    public static readonly TheoryData<string, string> Patches = new()
    {
        { """{"c":3}""", """{"a":{"x":1,"y":[2]},"b":2,"c":3}""" },
        { """{"b":null}""", """{"a":{"x":1,"y":[2]}}""" },
        { """{"a":{"x":null,"z":{"w":1,"v":null}}}""", """{"b":2,"a":{"y":[2],"z":{"w":1}}}""" },
        { """{"a":5,"b":{"x":1}}""", """{"a":5,"b":{"x":1}}""" },
        { """{"a":[1,null]}""", """{"a":[1,null],"b":2}""" },
        { "{}", """{"a":{"x":1,"y":[2]},"b":2}""" },
        { "null", "{}" },
    };

    [Theory]
    [MemberData(nameof(Patches))]
    public void A_patch_is_merged_member_by_member(string patch, string merged) =>
        PostMetadata.Load("""{"a":{"x":1,"y":[2]},"b":2}""").Merge(Json(patch)).Value.Json.ShouldBe(merged);

    [Fact]
    public void No_patch_clears_everything()
    {
        PostMetadata.Load("""{"a":1}""").Merge(null).Value.Json.ShouldBe("{}");
        PostMetadata.Create(null).Value.ShouldBeSameAs(PostMetadata.Empty);
    }

    [Fact]
    public void Is_kept_as_it_was_sent() => PostMetadata.Create(Json("""{"a": 1.50}""")).Value.Json.ShouldBe("""{"a": 1.50}""");

    [Theory]
    [InlineData("[1]")]
    [InlineData("1")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""")]
    public void Is_a_small_object_that_can_be_stored(string sent)
    {
        (PostMetadata.Create(Json(sent)).Error?.Code).ShouldBe("post.metadata_refused");
        PostMetadata.Refuse(Json(sent)).ShouldNotBeNull();
    }

    [Fact]
    public void Eight_levels_are_deep_enough() =>
        PostMetadata.Refuse(Json("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}""")).ShouldBeNull();

    [Fact]
    public void Counts_bytes_and_not_characters()
    {
        PostMetadata.Refuse(Sized(PostMetadata.BytesMax, 'x')).ShouldBeNull();
        PostMetadata.Refuse(Sized(PostMetadata.BytesMax + 1, 'x')).ShouldBe("Must be at most 8192 bytes of JSON.");
        PostMetadata.Refuse(Sized(PostMetadata.BytesMax, 'ä')).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""", false)]
    [InlineData("""{"\u200b":1}""", true)]
    [InlineData("""{"a":{"":1}}""", true)]
    [InlineData("""{"a":[1,{"":1}]}""", true)]
    [InlineData("""{"a":1,"":2}""", true)]
    public void A_name_that_is_sent_shows_something(string sent, bool refused) =>
        (PostMetadata.RefuseNames(Json(sent)) is not null).ShouldBe(refused);

    [Theory]
    [InlineData("""{"a":1}""", false)]
    [InlineData("[1]", true)]
    [InlineData("{", true)]
    [InlineData("""{"a":1,"a":2}""", true)]
    public void A_text_is_an_object_or_no_metadata(string text, bool refused) => (PostMetadata.Refuse(text) is not null).ShouldBe(refused);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static JsonElement Sized(int length, char letter) =>
        Json($$"""{"a":"{{new string(letter, length - """{"a":""}""".Length)}}"}""");
}
