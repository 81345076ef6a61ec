using System.Globalization;
using System.Text;

namespace Agora.Benchmarks.Http.Load;

/// <summary>A request that the load generator repeats.</summary>
/// <param name="Token">An access token for Agora; null for an anonymous request.</param>
/// <param name="Caller">Whom the token names, for the bare server.</param>
/// <param name="Body">JSON on one line.</param>
internal sealed record HttpCall(string Method, string Path, string? Token = null, Guid? Caller = null, string? Body = null)
{
    /// <summary>The path of the bare server where it differs.</summary>
    public string? BarePath { get; init; }

    public static HttpCall Get(string path, Identity? identity = null) => new("GET", path, identity?.Token, identity?.UserId);

    public static HttpCall Post(string path, string body, Identity? identity = null) =>
        new("POST", path, identity?.Token, identity?.UserId, body);

    /// <summary>The lines that <c>wrk.lua</c> reads.</summary>
    public static string Lines(IEnumerable<HttpCall> calls, bool bare)
    {
        var text = new StringBuilder();
        foreach (var call in calls)
        {
            var path = bare ? call.BarePath ?? call.Path : call.Path;
            text.Append(CultureInfo.InvariantCulture, $"{call.Method}\t{path}\t{call.Token}\t{call.Caller}\t{call.Body}\n");
        }

        return text.ToString();
    }
}

/// <summary>A caller with a token that is valid for some minutes.</summary>
internal sealed record Identity(Guid UserId, string Token);
