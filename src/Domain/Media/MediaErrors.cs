using System.Globalization;
using Agora.Domain.Common;

namespace Agora.Domain.Media;

public static class MediaErrors
{
    [EnforcedBy("media_select")]
    public static readonly Error NotFound = Error.NotFound("media.not_found", "There is no such file.");

    [EnforcedBy("app.media.version")]
    public static readonly Error Stale = Error.Stale("media.changed_meanwhile", "The file was changed since you read it. Read it again.");

    [EnforcedBy("media_update")]
    public static readonly Error OwnerOnly = Error.Forbidden(
        "media.owner_only", "Only its owner may do this to a file, and staff where moderation needs it.");

    public static readonly Error NotTheAuthors = Error.InvalidField(
        "mediaIds", "media.not_the_authors", "A post shows files of its author, and at least one of these is none.");

    public static readonly Error NoAvatar = Error.InvalidField(
        "avatarId", "media.no_avatar", "A person is shown by an image of their own, and this is none.");

    public static readonly Error Empty = Error.Invalid(
        "media.empty", "The file is empty. Send its bytes as the body, or as the part `file` of a form.");

    public static readonly Error TypeRefused = new(
        ErrorKind.Unsupported,
        "media.type_refused",
        $"The bytes are none of the types that are taken: {string.Join(", ", MediaType.All.Select(t => t.Name))}. "
        + "Send the file itself as the body, or as the part `file` of multipart/form-data.");

    public static readonly Error Malformed = Error.Invalid(
        "media.malformed", "The file breaks the rules of its own format, or is cut off.");

    public static readonly Error FormMalformed = Error.Invalid(
        "media.form_malformed", "The form cannot be read: it is cut off, or breaks the rules of multipart/form-data (RFC 7578).");

    public static readonly Error OutOfRoom = Error.Conflict(
        "media.out_of_room", "Your files would take more room than you have. Delete some first.");

    public static readonly Error NoStore = Error.Unavailable(
        "media.no_store", "This server keeps no files: Media:Folder or Media:S3 is not configured.", TimeSpan.FromHours(1));

    [EnforcedBy("IMediaStore")]
    public static readonly Error StoreAway = Error.Unavailable(
        "media.store_unavailable", "The store of files cannot be reached. Try again shortly.", TimeSpan.FromSeconds(5));

    [EnforcedBy("IMediaStore")]
    public static readonly Error StorageFull = Error.Unavailable(
        "media.storage_full", "The store of files has no room left. Try again later.", TimeSpan.FromMinutes(1));

    public static readonly Error ContentLost = Error.Unavailable(
        "media.content_lost", "The content of the file is not to be found at this moment.", TimeSpan.FromMinutes(1));

    public static Error TooLarge(long limit) => new(
        ErrorKind.TooLarge,
        "media.too_large",
        string.Create(CultureInfo.InvariantCulture, $"A file of this kind may have {limit} bytes at most."));

    public static Error TooManyPixels(long limit) => Error.Invalid(
        "media.too_many_pixels",
        string.Create(CultureInfo.InvariantCulture, $"An image may have {limit} pixels at most, and {MediaRules.SideMax} along a side."));
}
