using System.Text.Json;
using Agora.Application.Posts.Import;

namespace Agora.Infrastructure.Tests.Posts.Import;

/// <summary>Posts as files spell them.</summary>
internal static class Written
{
    public const string CsvHeader = "author,authorEmail,authorUsername,title,body,tags,publishedAt,status,language";

    public static string AsJson(RawPost post) => JsonSerializer.Serialize(new
    {
        author = new { name = post.Author!.Name, email = post.Author.Email, username = post.Author.Username },
        title = post.Title,
        body = post.Body,
        tags = post.Tags,
        publishedAt = post.PublishedAt,
        status = post.Status,
        language = post.Language,
    });

    public static string AsCsv(RawPost post) => string.Join(
        ',',
        new[]
        {
            post.Author!.Name, post.Author.Email, post.Author.Username, post.Title, post.Body,
            string.Join('|', post.Tags!), post.PublishedAt, post.Status, post.Language,
        }.Select(f => $"\"{f?.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
