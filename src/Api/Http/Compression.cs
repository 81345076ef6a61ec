using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http;

/// <summary>
/// Compresses text of 1000 bytes and more; shorter bodies would only grow. The framework's middleware cannot tell them apart.
/// </summary>
internal static class Compression
{
    private static readonly string[] Known = ["br", "gzip"];

    /// <summary>For responses with a secret: the compressed length could reveal it.</summary>
    public static TBuilder WithoutCompression<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Uncompressed());

    public static IApplicationBuilder UseCompression(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var coding = Codings(http.Request).FirstOrDefault();
        var compresses = coding is not null && !HttpMethods.IsHead(http.Request.Method);
        http.Response.OnStarting(() =>
        {
            // A cache must know that other clients get this response compressed, and what a 304 confirms.
            if (http.Response.StatusCode == StatusCodes.Status304NotModified ? IsCompressed(http.GetEndpoint()) : !compresses
                && CompressedBody.IsCompressible(http))
            {
                http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            }

            return Task.CompletedTask;
        });
        if (!compresses)
        {
            await next(http);
            return;
        }

        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var body = new CompressedBody(http, plain, coding!);
        http.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(http);
            await body.FinishAsync();
        }
        finally
        {
            http.Features.Set(plain);
        }
    });

    /// <summary>The ETag of a compressed body: what has other bytes has another strong tag (RFC 9110, 8.8.3.3).</summary>
    public static string Tag(string plain, string coding) => $"{plain[..^1]}-{coding}\"";

    /// <summary>The tags of the representations that the client takes: plain, then compressed.</summary>
    public static IEnumerable<string> Tags(HttpRequest request, string plain) =>
        Codings(request).Select(coding => Tag(plain, coding)).Prepend(plain);

    /// <summary>Those that the client takes; of two, Brotli first.</summary>
    private static IEnumerable<string> Codings(HttpRequest request) =>
        request.Headers.AcceptEncoding is { Count: > 0 } accepted && StringWithQualityHeaderValue.TryParseList(accepted, out var codings)
            ? Known.Where(name => codings.Any(c => c.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && c.Quality != 0))
            : [];

    /// <summary>Whether a response of the endpoint with a body would be compressed.</summary>
    private static bool IsCompressed(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<Uncompressed>() is null
        && endpoint?.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(
            p => p.StatusCode == StatusCodes.Status200OK && p.ContentTypes.Any(CompressedBody.IsText)) == true;

    internal sealed record Uncompressed;
}

/// <summary>Buffers the first bytes of a body until its size decides about compression. Streams the rest, unlike ResponseBuffer.</summary>
internal sealed class CompressedBody(HttpContext http, IHttpResponseBodyFeature plain, string coding) : Stream, IHttpResponseBodyFeature
{
    /// <summary>Smallest body that is compressed, in bytes.</summary>
    public const int Threshold = 1000;

    private readonly byte[] held = new byte[Threshold];
    private int heldLength;
    private Stream? target;
    private PipeWriter? writer;

    public Stream Stream => this;

    public PipeWriter Writer => writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (target is null && heldLength + buffer.Length < Threshold)
        {
            buffer.CopyTo(held.AsMemory(heldLength));
            heldLength += buffer.Length;
            return;
        }

        await DecideAsync(long.MaxValue, cancellationToken);
        await target!.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await DecideAsync(heldLength, cancellationToken);
        await target!.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what is still held and ends the compressed stream.</summary>
    public async Task FinishAsync()
    {
        if (writer is not null)
        {
            await writer.FlushAsync();
        }

        if (target is null && heldLength == 0)
        {
            return;
        }

        await DecideAsync(heldLength, CancellationToken.None);
        if (target is not null && target != plain.Stream)
        {
            await target.DisposeAsync();
        }
    }

    /// <summary>The framework starts before it writes; the headers must wait for the first bytes, which decide about them.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        target is null ? Task.CompletedTask : plain.StartAsync(cancellationToken);

    public async Task CompleteAsync()
    {
        await FinishAsync();
        await plain.CompleteAsync();
    }

    public void DisableBuffering() => plain.DisableBuffering();

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await DecideAsync(count ?? (new FileInfo(path).Length - offset), cancellationToken);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, useAsync: true);
        file.Seek(offset, SeekOrigin.Begin);
        await CopyAsync(file, count ?? long.MaxValue, cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException("Responses are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Responses are written asynchronously.");

    private async Task CopyAsync(Stream file, long count, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0 && await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), ct) is var read and > 0)
        {
            await target!.WriteAsync(buffer.AsMemory(0, read), ct);
            count -= read;
        }
    }

    /// <param name="known">Size of the body as far as known.</param>
    private async Task DecideAsync(long known, CancellationToken ct)
    {
        if (target is not null)
        {
            return;
        }

        target = plain.Stream;
        if (IsCompressible(http))
        {
            http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            if (known >= Threshold && (http.Response.ContentLength ?? long.MaxValue) >= Threshold)
            {
                http.Response.Headers.ContentEncoding = coding;
                if (http.Response.Headers.ETag is [{ } plainTag])
                {
                    http.Response.Headers.ETag = Compression.Tag(plainTag, coding);
                }

                http.Response.ContentLength = null;
                target = coding == "br"
                    ? new BrotliStream(plain.Stream, new BrotliCompressionOptions { Quality = 4 }, leaveOpen: true)
                    : new GZipStream(plain.Stream, CompressionLevel.Fastest, leaveOpen: true);
            }
        }

        if (heldLength > 0)
        {
            await target.WriteAsync(held.AsMemory(0, heldLength), ct);
            heldLength = 0;
        }
    }

    public static bool IsCompressible(HttpContext http)
    {
        var response = http.Response;
        if (response.Headers.ContentEncoding.Count > 0
            || response.Headers.ContentRange.Count > 0
            || http.GetEndpoint()?.Metadata.GetMetadata<Compression.Uncompressed>() is not null)
        {
            return false;
        }

        return IsText(response.ContentType);
    }

    public static bool IsText(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("javascript", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase));
}
