using System.Net;
using System.Text.Json;

namespace Agora.Api.Tests.Streams;

/// <summary>One connection to the stream, read event by event.</summary>
internal sealed class StreamReader : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly HttpClient client;
    private readonly HttpResponseMessage response;
    private readonly System.IO.StreamReader lines;

    private StreamReader(HttpClient client, HttpResponseMessage response, System.IO.StreamReader lines)
    {
        this.client = client;
        this.response = response;
        this.lines = lines;
    }

    /// <summary>The id of the last event or sign of life.</summary>
    public string LastId { get; private set; } = "";

    public HttpResponseMessage Response => response;

    /// <summary>Opens the stream and waits until it is live.</summary>
    public static async Task<StreamReader> OpenAsync(Uri server, HttpClient? caller, string topics, string? lastId = null)
    {
        var reader = await ConnectAsync(server, caller, topics, lastId);
        if (lastId is null)
        {
            (await reader.NextAsync())!.Name.ShouldBe("");
        }

        return reader;
    }

    public static async Task<StreamReader> ConnectAsync(Uri server, HttpClient? caller, string topics, string? lastId)
    {
        // Not through the contract handler, which reads a response to its end.
        var connection = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/stream?topics={topics}");
        request.Headers.Authorization = caller?.DefaultRequestHeaders.Authorization;
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        var answer = await connection.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(
            HttpStatusCode.OK, answer.StatusCode == HttpStatusCode.OK ? "" : await answer.Content.ReadAsStringAsync());
        return new StreamReader(connection, answer, new System.IO.StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event, or a sign of life, whose name is empty; null when the server has ended the stream.</summary>
    public async Task<Sent?> NextAsync()
    {
        var (name, data, hasId) = ("", "", false);
        while (await lines.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
                hasId = true;
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.Length == 0 && hasId)
            {
                return new Sent(LastId, name, data.Length == 0 ? default : JsonDocument.Parse(data).RootElement);
            }
        }

        return null;
    }

    /// <summary>The next event that is no sign of life.</summary>
    public async Task<Sent> EventAsync()
    {
        while (await NextAsync() is { } sent)
        {
            if (sent.Name.Length > 0)
            {
                return sent;
            }
        }

        throw new InvalidOperationException("The server has ended the stream.");
    }

    /// <summary>Until the server ends the stream.</summary>
    public async Task EndAsync()
    {
        try
        {
            while (await NextAsync() is not null)
            {
                // What was sent before.
            }
        }
        catch (IOException)
        {
            // The server cut the connection.
        }
        catch (HttpRequestException)
        {
            // The same.
        }
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    internal sealed record Sent(string Id, string Name, JsonElement Data)
    {
        public Guid Subject => Data.GetProperty("subjectId").GetGuid();
    }
}
