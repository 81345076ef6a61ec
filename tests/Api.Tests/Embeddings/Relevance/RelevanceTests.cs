using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Posts;
using Agora.Testing;
using Xunit.Abstractions;

namespace Agora.Api.Tests.Embeddings.Relevance;

/// <summary>
/// What the sources of the search find of a judged set: 902 packages of Debian, each a post of its name and its synopsis, and 263 searches
/// with the packages that should be found (queries.tsv): by name, by two words of the synopsis, one of them misspelled, or in other words.
/// </summary>
public sealed class RelevanceTests(EmbeddingFixture api, ITestOutputHelper output) : IClassFixture<EmbeddingFixture>
{
    private const int Depth = 10;

    private static readonly (string Name, string Address)[] Sources =
    [
        ("words", "hybrid?meaningWeight=0&autocorrect=false&q="),
        ("words, corrected by trigrams", "?autocorrect=true&q="),
        ("meaning", "hybrid?wordsWeight=0&q="),
        ("hybrid", "hybrid?q="),
    ];

    // Found, less what a change of rounding may move. The built-in model is lexical: a better one raises the paraphrases.
    private static readonly Dictionary<string, double> Floors = new(StringComparer.Ordinal)
    {
        ["name"] = 0.98,
        ["synopsis"] = 0.95,
        ["misspelled"] = 0.95,
        ["paraphrase"] = 0.6,
    };

    [Fact]
    public async Task Both_sources_together_are_at_least_as_good_as_the_better_one_on_every_slice()
    {
        var author = await api.SignedInAsync();
        var packages = Lines("packages.tsv");
        // Equal scores go by the id.
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at)
            SELECT ('00000000-0000-7000-8000-' || lpad(p.number::text, 12, '0'))::uuid, $1, p.name, p.synopsis, 'published',
                   now() - p.number * interval '1 minute'
            FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS p (name, synopsis, number)
            """,
            author.UserId,
            packages.Select(p => p[0]).ToArray(),
            packages.Select(p => p[1]).ToArray());
        await api.EmbedAsync();
        while ((await api.SendAsync(new ExtendVocabulary())).Value > 0)
        {
            // Step after step.
        }

        var table = new StringBuilder("| searches | | MRR | recall@10 |\n|---|---|---|---|\n");
        var worse = new List<string>();
        foreach (var slice in Lines("queries.tsv").GroupBy(q => q[0], StringComparer.Ordinal))
        {
            var figures = new Dictionary<string, (double Reciprocal, double Recall)>(StringComparer.Ordinal);
            foreach (var (name, address) in Sources)
            {
                figures[name] = await MeasureAsync([.. slice], address);
                table.Append(CultureInfo.InvariantCulture,
                    $"| {slice.Key} ({slice.Count()}) | {name} | {figures[name].Reciprocal:0.000} | {figures[name].Recall:0.000} |\n");
            }

            var better = figures.Where(f => f.Key != "hybrid").Max(f => f.Value.Reciprocal);
            if (figures["hybrid"].Reciprocal < better - 0.005 || figures["hybrid"].Reciprocal < Floors[slice.Key])
            {
                worse.Add(slice.Key);
            }
        }

        output.WriteLine(table.ToString());
        worse.ShouldBeEmpty(table.ToString());
    }

    private static List<string[]> Lines(string file) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Embeddings", "Relevance", file)).Select(line => line.Split('\t')),
    ];

    private async Task<(double Reciprocal, double Recall)> MeasureAsync(IReadOnlyList<string[]> searches, string address)
    {
        var (reciprocal, recall) = (0d, 0d);
        foreach (var search in searches)
        {
            var found = await api.Anonymous().GetFromJsonAsync<JsonElement>(
                $"/api/v1/posts/search{(address[0] == '?' ? "" : "/")}{address}{Uri.EscapeDataString(search[1])}&limit={Depth}");
            var titles = found.Items().Select(item => item.GetProperty("post").GetProperty("title").GetString()!).ToList();
            var wanted = search[2].Split(' ');
            var first = titles.FindIndex(title => wanted.Contains(title, StringComparer.Ordinal));
            reciprocal += first < 0 ? 0 : 1d / (first + 1);
            recall += (double)wanted.Count(name => titles.Contains(name, StringComparer.Ordinal)) / Math.Min(Depth, wanted.Length);
        }

        return (reciprocal / searches.Count, recall / searches.Count);
    }
}
