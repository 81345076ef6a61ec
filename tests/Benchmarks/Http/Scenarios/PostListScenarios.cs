using System.Globalization;
using Agora.Bare;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

/// <summary>Lists and searches of posts. The lists may come from the response cache; with writes beside, each write empties it.</summary>
internal static class PostListScenarios
{
    private const int Tags = 200, Terms = 100, WritesOfBar = 200, RateOfBar = 5000;

    public static readonly Scenario First = new()
    {
        Name = "posts",
        Title = "first page of posts",
        Calls = Calls.One("/api/v1/posts?limit=20"),
        Plain = PlainScript.Of(PlainSql.Posts, []),
        Bars = [Bar.OfPlain(0.45), Bar.Rate(RateOfBar, WritesOfBar)],
    };

    public static readonly Scenario Deep = new()
    {
        Name = "posts-page-1000",
        Title = "page 1,000 of posts",
        Calls = async (data, ct) =>
        {
            var place = await data.DeepPlaceAsync(ct);
            var at = Uri.EscapeDataString(place.At.ToString("O", CultureInfo.InvariantCulture));
            return
            [
                HttpCall.Get($"/api/v1/posts?limit=20&cursor={data.CursorInPosts(place)}") with
                {
                    BarePath = $"/api/v1/posts?at={at}&id={place.Id}",
                },
            ];
        },
        Plain = PlainScript.Of(
            PlainSql.PostsAfter,
            [],
            "at", "(SELECT d.published_at FROM bench.deep AS d)",
            "id", "(SELECT d.id FROM bench.deep AS d)"),
        Bars = [Bar.OfPlain(0.45)],
    };

    public static readonly Scenario Tagged = new()
    {
        Name = "tag",
        Title = "posts of a tag",
        Calls = Calls.ForTexts("tag", Tags, tag => $"/api/v1/tags/{tag}/posts?limit=20"),
        Plain = PlainScript.Of(PlainSql.Tagged, [$"n random(1, {Tags})"], "tag", "bench.tag(:n)"),
        Bars = [Bar.OfPlain(0.45), Bar.Rate(RateOfBar, WritesOfBar)],
    };

    public static readonly Scenario Search = new()
    {
        Name = "search",
        Title = "ranked search of posts",
        Calls = Calls.ForTexts("search_term", Terms, term => $"/api/v1/posts/search?q={term}&limit=20"),
        Plain = PlainScript.Of(PlainSql.Search, [$"n random(1, {Terms})"], "term", "bench.search_term(:n)"),
        Bars = [Bar.OfPlain(8)],
    };

    public static readonly Scenario Trending = new()
    {
        Name = "trending",
        Title = "trending posts",
        Calls = Calls.One("/api/v1/posts/trending"),
        Plain = PlainScript.Of(PlainSql.Trending, []),
        Bars = [Bar.OfPlain(0.45), Bar.Rate(RateOfBar, WritesOfBar)],
    };
}
