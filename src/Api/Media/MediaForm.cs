using System.Text;
using Agora.Api.Http;
using Agora.Application.Media;
using Agora.Domain.Common;
using Agora.Domain.Media;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Media;

/// <summary>
/// A file that comes as the part <c>file</c> of multipart/form-data, with what is said of it in parts before or behind it. Parts are read
/// in the order in which they come: the file goes to the intake while it comes, and is never held in memory.
/// </summary>
internal sealed class MediaForm
{
    /// <summary>What a form may have beside the file: the other parts, headers and boundaries.</summary>
    public const int EnvelopeMax = 64 * 1024;

    public const string FilePart = "file", AlternativeTextPart = "alternativeText", FileNamePart = "fileName";

    private const int BoundaryMax = 70, FieldBytesMax = 4 * MediaRules.AlternativeTextMax;

    private static readonly string[] Parts = [FilePart, AlternativeTextPart, FileNamePart];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MultipartReader reader;
    private readonly Dictionary<string, string> said = new(StringComparer.Ordinal);
    private string? sentName;

    private MediaForm(MultipartReader reader) => this.reader = reader;

    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the form up to its file.</summary>
    /// <param name="alternativeText">As a parameter of the address.</param>
    /// <param name="fileName">As a parameter of the address.</param>
    public static async Task<Result<UploadMedia>> OpenAsync(
        HttpRequest request, string? alternativeText, string? fileName, CancellationToken ct)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary);
        if (boundary.Length is 0 or > BoundaryMax)
        {
            return MediaErrors.FormMalformed;
        }

        var form = new MediaForm(new MultipartReader(boundary.Value!, request.Body));
        form.AddText(AlternativeTextPart, alternativeText);
        form.AddText(FileNamePart, fileName);
        var file = await form.NextFileAsync(ct);
        if (!file.IsSuccess)
        {
            return file.Error;
        }

        return file.Value.Section is { } section
            ? new UploadMedia(new FilePartStream(section.Body), form.Labels.AlternativeText, form.Labels.FileName)
            {
                ReadBehind = form.ReadBehindAsync,
            }
            : ErrorResponses.Field(FilePart, "Is required: the file is sent as the part of this name.");
    }

    private MediaLabels Labels => new(said.GetValueOrDefault(AlternativeTextPart), said.GetValueOrDefault(FileNamePart) ?? sentName);

    private async Task<Result<MediaLabels>> ReadBehindAsync(CancellationToken ct)
    {
        var next = await NextFileAsync(ct);
        if (!next.IsSuccess)
        {
            return next.Error;
        }

        return next.Value.Section is null ? Labels : ErrorResponses.Field(FilePart, "Must be given once: a request uploads one file.");
    }

    /// <summary>Reads fields up to the next file, or to the end of the form.</summary>
    private async Task<Result<NextFile>> NextFileAsync(CancellationToken ct)
    {
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
                    || HeaderUtilities.UnescapeAsQuotedString(disposition.Name).Value is not { } name)
                {
                    return MediaErrors.FormMalformed;
                }

                if (name == FilePart)
                {
                    sentName ??= MediaRules.CleanFileName(NameOf(disposition));
                    return new NextFile(section);
                }

                if (await RefusalAsync(section, disposition, name, ct) is { } refusal)
                {
                    return ErrorResponses.Field(name, refusal);
                }
            }

            return new NextFile(null);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return MediaErrors.FormMalformed;
        }
    }

    /// <summary>Keeps the text of a field, or says what is wrong with it.</summary>
    private async Task<string?> RefusalAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, string name, CancellationToken ct)
    {
        if (!Parts.Contains(name, StringComparer.Ordinal))
        {
            return $"Is not a part of this form, which takes: {string.Join(", ", Parts)}.";
        }

        if (said.ContainsKey(name))
        {
            return "Must be given once.";
        }

        if (disposition.IsFileDisposition())
        {
            return "Must be a text, not a file.";
        }

        if (MediaTypeHeaderValue.TryParse(section.ContentType, out var type)
            && type.Charset is { Length: > 0 } charset
            && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return "Must be UTF-8.";
        }

        var bytes = new byte[FieldBytesMax + 1];
        var length = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > FieldBytesMax)
        {
            return $"Must be at most {FieldBytesMax} bytes.";
        }

        try
        {
            AddText(name, StrictUtf8.GetString(bytes, 0, length));
            return null;
        }
        catch (DecoderFallbackException)
        {
            return "Must be UTF-8.";
        }
    }

    private void AddText(string name, string? text)
    {
        if (text is not null)
        {
            said[name] = text;
        }
    }

    /// <summary>Browsers write a quotation mark as %22.</summary>
    private static string? NameOf(ContentDispositionHeaderValue disposition) => disposition.FileNameStar.HasValue
        ? disposition.FileNameStar.Value
        : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName).Value?.Replace("%22", "\"", StringComparison.Ordinal);

    /// <summary>The reader throws nothing more telling. What the server says of the request itself derives from the second.</summary>
    private static bool IsBroken(Exception exception) => exception is InvalidDataException || exception.GetType() == typeof(IOException);

    private sealed record NextFile(MultipartSection? Section);

    /// <summary>The content of the file; a form that breaks off inside of it is the caller's to mend.</summary>
    private sealed class FilePartStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                throw new RefusedRequestException(MediaErrors.FormMalformed);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Uploads are read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
