using System.Text.Json;
using Agora.Application.Posts.Import;

namespace Agora.Infrastructure.Posts.Import;

/// <summary>
/// Reads the JSON of one post strictly: no unknown, repeated or differently spelled member, no value of another type. By
/// hand, because the serializer's messages speak of types and not of the line.
/// </summary>
internal static class PostJson
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 16 };

    /// <exception cref="FormatException">The line is not such an object; the message says why, for people.</exception>
    public static RawPost Read(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, Strict);
        try
        {
            json.Read();
            var post = Post(ref json);
            return json.Read() ? throw new FormatException("something follows the object") : post;
        }
        catch (JsonException broken)
        {
            throw new FormatException($"not JSON: at byte {(broken.BytePositionInLine ?? 0) + 1}", broken);
        }
        catch (InvalidOperationException text)
        {
            // What the reader throws when it cannot make text of a string.
            throw new FormatException("holds bytes that are not UTF-8, or half of a surrogate pair", text);
        }
    }

    private static RawPost Post(ref Utf8JsonReader json)
    {
        RequireObject(in json, "the line");
        var post = new RawPost(null, null, null, null, null, null, null);
        var seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("author"u8))
            {
                Once(ref seen, 1, "author");
                json.Read();
                post = post with { Author = Author(ref json) };
            }
            else if (json.ValueTextEquals("id"u8))
            {
                Once(ref seen, 128, "id");
                post = post with { Id = Text(ref json, "id") };
            }
            else if (json.ValueTextEquals("title"u8))
            {
                Once(ref seen, 2, "title");
                post = post with { Title = Text(ref json, "title") };
            }
            else if (json.ValueTextEquals("body"u8))
            {
                Once(ref seen, 4, "body");
                post = post with { Body = Text(ref json, "body") };
            }
            else if (json.ValueTextEquals("tags"u8))
            {
                Once(ref seen, 8, "tags");
                post = post with { Tags = Texts(ref json, "tags") };
            }
            else if (json.ValueTextEquals("publishedAt"u8))
            {
                Once(ref seen, 16, "publishedAt");
                post = post with { PublishedAt = Text(ref json, "publishedAt") };
            }
            else if (json.ValueTextEquals("status"u8))
            {
                Once(ref seen, 32, "status");
                post = post with { Status = Text(ref json, "status") };
            }
            else if (json.ValueTextEquals("language"u8))
            {
                Once(ref seen, 64, "language");
                post = post with { Language = Text(ref json, "language") };
            }
            else
            {
                throw Unknown(in json);
            }
        }

        return post;
    }

    private static RawAuthor? Author(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.String)
        {
            return new RawAuthor(json.GetString(), null, null, null);
        }

        RequireObject(in json, "author");
        var author = new RawAuthor(null, null, null, null);
        var seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("name"u8))
            {
                Once(ref seen, 1, "author.name");
                author = author with { Name = Text(ref json, "author.name") };
            }
            else if (json.ValueTextEquals("email"u8))
            {
                Once(ref seen, 2, "author.email");
                author = author with { Email = Text(ref json, "author.email") };
            }
            else if (json.ValueTextEquals("username"u8))
            {
                Once(ref seen, 4, "author.username");
                author = author with { Username = Text(ref json, "author.username") };
            }
            else
            {
                throw Unknown(in json);
            }
        }

        return author;
    }

    private static string? Text(ref Utf8JsonReader json, string member)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => throw new FormatException($"{member}: must be a text"),
        };
    }

    private static List<string>? Texts(ref Utf8JsonReader json, string member)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException($"{member}: must be an array of texts");
        }

        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(json.TokenType == JsonTokenType.String
                ? json.GetString() ?? ""
                : throw new FormatException($"{member}: must be an array of texts"));
        }

        return texts;
    }

    private static void RequireObject(in Utf8JsonReader json, string what)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException(what == "author" ? "author: must be a text or an object" : $"{what} is not a JSON object");
        }
    }

    private static void Once(ref int seen, int member, string name)
    {
        if ((seen & member) != 0)
        {
            throw new FormatException($"{name}: is there twice");
        }

        seen |= member;
    }

    private static FormatException Unknown(in Utf8JsonReader json)
    {
        var name = json.GetString() ?? "";
        return new FormatException($"unknown member \"{(name.Length > 50 ? name[..50] : name)}\"");
    }
}
