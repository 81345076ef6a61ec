using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Agora.Testing;

/// <summary>What concerns several objects, or objects in parts.</summary>
internal sealed partial class FakeS3
{
    /// <summary>Names on a page of a list; fewer than a store of today gives, so that lists have several.</summary>
    private const int PageLength = 20;

    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>Of all objects.</summary>
    private static readonly DateTimeOffset Modified = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> uploads = new(StringComparer.Ordinal);

    private async Task<bool> AnswerBucketAsync(HttpContext http, byte[] body)
    {
        if (http.Request.Path.Value!.Trim('/') != Bucket)
        {
            return false;
        }

        if (http.Request.Query.ContainsKey("delete"))
        {
            foreach (var name in XDocument.Parse(Encoding.UTF8.GetString(body)).Descendants().Where(e => e.Name.LocalName == "Key"))
            {
                Objects.TryRemove($"/{Bucket}/{name.Value}", out _);
            }

            await WriteAsync(http, new XElement(Xml + "DeleteResult"));
            return true;
        }

        await WriteAsync(http, List(http.Request.Query));
        return true;
    }

    private XElement List(IQueryCollection query)
    {
        var (prefix, delimiter) = (query["prefix"].ToString(), query["delimiter"].ToString());
        var after = query["continuation-token"].ToString();
        var names = Objects.Keys.Select(key => key[(Bucket.Length + 2)..])
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Shorten(name, prefix, delimiter))
            .Where(name => string.CompareOrdinal(name, after) > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var page = names.Take(PageLength).ToList();
        return new XElement(
            Xml + "ListBucketResult",
            new XElement(Xml + "Name", Bucket),
            new XElement(Xml + "KeyCount", page.Count),
            new XElement(Xml + "IsTruncated", page.Count < names.Count ? "true" : "false"),
            page.Count < names.Count ? new XElement(Xml + "NextContinuationToken", page[^1]) : null,
            page.Select(name => delimiter.Length > 0 && name.EndsWith(delimiter, StringComparison.Ordinal)
                ? new XElement(Xml + "CommonPrefixes", new XElement(Xml + "Prefix", name))
                : new XElement(
                    Xml + "Contents",
                    new XElement(Xml + "Key", name),
                    new XElement(Xml + "LastModified", Modified.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
                    new XElement(Xml + "Size", Objects[$"/{Bucket}/{name}"].Length))));
    }

    private static string Shorten(string name, string prefix, string delimiter) =>
        delimiter.Length > 0 && name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is var end and >= 0
            ? name[..(end + delimiter.Length)]
            : name;

    private async Task<bool> AnswerPartsAsync(HttpContext http, string key, byte[] body)
    {
        var (query, id) = (http.Request.Query, http.Request.Query["uploadId"].ToString());
        switch (http.Request.Method)
        {
            case "POST" when query.ContainsKey("uploads"):
                id = Guid.NewGuid().ToString("N");
                uploads[id] = new ConcurrentDictionary<int, byte[]>();
                await WriteAsync(http, new XElement(Xml + "InitiateMultipartUploadResult", new XElement(Xml + "UploadId", id)));
                return true;
            case "PUT" when id.Length > 0:
                uploads[id][int.Parse(query["partNumber"].ToString(), CultureInfo.InvariantCulture)] = body;
                http.Response.Headers.ETag = Tag(body);
                return true;
            case "POST" when id.Length > 0 && uploads.TryRemove(id, out var parts):
                Objects[key] = parts.OrderBy(part => part.Key).Select(part => part.Value).Aggregate((all, part) => [.. all, .. part]);
                await WriteAsync(
                    http,
                    new XElement(Xml + "CompleteMultipartUploadResult", new XElement(Xml + "ETag", Tag(Objects[key]))));
                return true;
            default:
                return false;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : WriteAsync(http, new XElement("Error", new XElement("Code", code), new XElement("Message", "Refused.")));
    }

    private static Task WriteAsync(HttpContext http, XElement answer)
    {
        var bytes = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + answer.ToString(SaveOptions.DisableFormatting));
        http.Response.ContentType = "application/xml";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes).AsTask();
    }

    private static string Tag(byte[] content) => $"\"{Hex(SHA256.HashData(content))[..32]}\"";
}
