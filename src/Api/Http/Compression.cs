using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http;

/// <summary>
/// Compresses text of 1000 bytes and more; shorter bodies would only grow. The framework's middleware cannot tell them apart.
/// </summary>
internal static class Compression
{
    /// <summary>For responses with a secret: the compressed length could reveal it.</summary>
    public static TBuilder WithoutCompression<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Uncompressed());

    public static IApplicationBuilder UseCompression(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var coding = Coding(http.Request);
        if (coding is null || HttpMethods.IsHead(http.Request.Method))
        {
            // A cache must know that other clients get this response compressed.
            http.Response.OnStarting(() =>
            {
                if (CompressedBody.IsCompressible(http))
                {
                    http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
                }

                return Task.CompletedTask;
            });
            await next(http);
            return;
        }

        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var body = new CompressedBody(http, plain, coding);
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

    /// <summary>Brotli if the client takes it, then gzip; null for neither.</summary>
    private static string? Coding(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding;
        if (accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted, out var codings))
        {
            return null;
        }

        bool Takes(string name) => codings.Any(c => c.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && c.Quality != 0);
        return Takes("br") ? "br" : Takes("gzip") ? "gzip" : null;
    }

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
            || http.GetEndpoint()?.Metadata.GetMetadata<Compression.Uncompressed>() is not null
            || !MediaTypeHeaderValue.TryParse(response.ContentType, out var type))
        {
            return false;
        }

        return type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("javascript", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase);
    }
}
