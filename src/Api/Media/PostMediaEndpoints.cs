using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Moderation;
using Agora.Application.Media;
using Agora.Domain.Media;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Media;

internal static class PostMediaEndpoints
{
    public static void MapPostMedia(this IEndpointRouteBuilder posts)
    {
        posts.MapGet("/{postId:guid}/media", List).WithName("ListPostMedia").AllowAnonymous();
        posts.MapPut("/{postId:guid}/media", Show).WithName("AttachMedia").AllowsBatch().TakesReason();
    }

    /// <param name="MediaIds">Files of the author, in display order; empty to remove all.</param>
    internal sealed record ShowRequest([property: MaxLength(MediaRules.PerPostMax)] IReadOnlyList<Guid> MediaIds);

    /// <summary>What a tag of a representation with files says of them; empty for one without.</summary>
    public static string TagOf(IReadOnlyList<AttachedMedia>? media)
    {
        if (media is null)
        {
            return "";
        }

        var names = string.Join(' ', media.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Id:N}.{m.Version}")));
        return $"-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names)).AsSpan(0, 6))}";
    }

    [EndpointSummary("List the files of a post")]
    [EndpointDescription(
        "In their order, for readers of the post. A post in the trash is not found. The content of a file is at "
        + "`/api/v1/media/{mediaId}/content`.")]
    private static async Task<Results<Ok<PostMedia>, ProblemHttpResult>> List(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListPostMedia(postId), ct)).ToOk();

    [EndpointSummary("Set the files of a post")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins. The list replaces the former one; removed files stay in their owner's list "
        + "of files.")]
    private static async Task<Results<Ok<PostMedia>, ProblemHttpResult>> Show(
        Guid postId, ShowRequest body, IMediator mediator, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.Send(new AttachMedia(postId, body.MediaIds), ct)).ToOk();
}
