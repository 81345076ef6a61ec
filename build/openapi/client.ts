// What a front end does in its first hour, with a client that is generated from the OpenAPI document. It compiles under `strict`, so the
// types of the document are those that the server answers with. Usage: node generated/out/client.js http://127.0.0.1:8017
import assert from "node:assert/strict";
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./generated/schema.js";

const baseUrl = process.argv[2];
assert(baseUrl, "Name the address of a running Agora.");

type Post = components["schemas"]["PostView"];
let accessToken = "";
const signIn: Middleware = {
  onRequest({ request }) {
    if (accessToken) request.headers.set("Authorization", `Bearer ${accessToken}`);
    return request;
  },
};
const api = createClient<paths>({ baseUrl });
api.use(signIn);

function answered<T>(result: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
  assert(
    result.data !== undefined && result.data !== null,
    `${result.response.url} ${result.response.status} ${JSON.stringify(result.error)}`,
  );
  return result.data;
}

const username = `ada${Date.now()}`;
const password = "correct horse battery staple";

// An account of one's own, and the wrong password.
await api.POST("/api/v1/auth/register", { body: { email: `${username}@example.org`, username, password } });
const wrong = await api.POST("/api/v1/auth/login", { body: { username, password: "something else" } });
assert.equal(wrong.response.status, 401);
assert.equal(wrong.error?.code, "auth.invalid_credentials");
const tokens = answered(await api.POST("/api/v1/auth/login", { body: { username, password } }));
accessToken = tokens.access_token;
const account = answered(await api.GET("/api/v1/users/by-username/{username}", { params: { path: { username: username.toUpperCase() } } }));
assert.equal(account.email, `${username}@example.org`);
answered(await api.POST("/api/v1/auth/login", { body: { email: account.email ?? "", password } }));

// Writing, with members left out that have a default, and editing by the version that was read.
const refused = await api.POST("/api/v1/posts", { body: { title: "How engines weave", body: "As looms do.", tags: [" "] } });
assert.ok(refused.error?.errors?.["tags"], "A refusal names the member.");
const draft: Post = answered(
  await api.POST("/api/v1/posts", { body: { title: "How engines weave", body: "As *looms* do.", tags: ["looms"] } }),
);
assert.equal(draft.status, "draft");
assert.equal(draft.deletedBy, null);
const params = { path: { postId: draft.id } };
const read = await api.GET("/api/v1/posts/{postId}", { params: { ...params, query: { include: ["html", "media"] } } });
assert.match(answered(read).html ?? "", /<em>looms<\/em>/);
const version = read.response.headers.get("ETag");
assert(version);
const edited = answered(
  await api.PATCH("/api/v1/posts/{postId}", { params: { ...params, header: { "If-Match": version } }, body: { title: "How looms weave" } }),
);
assert.equal(edited.title, "How looms weave");
const stale = await api.PATCH("/api/v1/posts/{postId}", {
  params: { ...params, header: { "If-Match": version } }, body: { title: "Lost" },
});
assert.equal(stale.response.status, 412);
answered(await api.POST("/api/v1/posts/{postId}/publish", { params }));

// Talking, and lists page by page.
for (const body of ["First", "Second", "Third"]) {
  answered(await api.POST("/api/v1/posts/{postId}/comments", { params, body: { body } }));
}
const seen: string[] = [];
let cursor: string | null = null;
do {
  const query: { limit: number; order: "oldest"; cursor?: string } = { limit: 2, order: "oldest" };
  if (cursor !== null) query.cursor = cursor;
  const page: components["schemas"]["ThreadCommentPage"] = answered(
    await api.GET("/api/v1/posts/{postId}/comments", { params: { ...params, query } }),
  );
  seen.push(...page.items.map((comment) => comment.body ?? "(gone)"));
  cursor = page.next;
} while (cursor !== null);
assert.deepEqual(seen, ["First", "Second", "Third"]);
const list = answered(
  await api.GET("/api/v1/posts", { params: { query: { author: draft.author.id, sort: "publishedAt", count: "exact" } } }),
);
assert.equal(list.total?.rows, 1);
const search = answered(await api.GET("/api/v1/posts/search", { params: { query: { q: "looms", author: username } } }));
assert.equal(search.items[0]?.post.id, draft.id);
const tagged = answered(
  await api.GET("/api/v1/posts", { params: { query: { author: username, tag: ["looms", "no-such-tag"], tagMatch: "any" } } }),
);
assert.equal(tagged.items[0]?.id, draft.id);
const newest = answered(
  await api.GET("/api/v1/posts/search", {
    params: { query: { q: "looms", author: username, tag: ["looms"], sort: "-publishedAt", count: "exact" } },
  }),
);
assert.equal(newest.total?.rows, 1);
const noTag = await api.GET("/api/v1/tags/{tag}/posts", { params: { path: { tag: "no-such-tag" } } });
assert.equal(noTag.error?.code, "tag.not_found");

// A file by a form, which the client builds by itself.
const gif = Uint8Array.from(atob("R0lGODlhAQABAAAAACH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (character) => character.charCodeAt(0));
const form = new FormData();
form.append("file", new Blob([gif]), "loom.gif");
form.append("alternativeText", "A loom");
const media = answered(await api.POST("/api/v1/media", { body: "", bodySerializer: () => form }));
assert.deepEqual([media.mimeType, media.fileName, media.alternativeText], ["image/gif", "loom.gif", "A loom"]);

// Preferences below the top level, whose path has slashes.
answered(await api.PUT("/api/v1/users/me/preferences/{path}", { params: { path: { path: "custom/editor/size" } }, body: 12 }));
const preferences = answered(await api.GET("/api/v1/users/me/preferences", {}));
assert.deepEqual(preferences["custom"], { editor: { size: 12 } });

// Feeds are typed, too.
const feed = answered(await api.GET("/api/v1/feeds/posts.json", {}));
assert.equal(feed.version, "https://jsonfeed.org/version/1.1");

// Several writes or none.
const batch = await api.POST("/api/v1/batch", {
  body: { operations: [{ id: "a", method: "POST", path: "/api/v1/posts", body: { title: "" } }] },
});
assert.equal(batch.error?.code, "batch.failed");
assert.equal(batch.error?.results?.[0]?.status, 400);

const gone = await api.DELETE("/api/v1/posts/{postId}", { params });
assert.equal(gone.response.status, 204);
const trash = answered(await api.GET("/api/v1/posts/trash", {}));
assert.equal(trash.items[0]?.deletedBy, "author");
await api.POST("/api/v1/auth/logout", {});
console.log("The generated client did what it was asked.");
