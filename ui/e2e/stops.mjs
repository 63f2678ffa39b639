// The views the tour stops at. A stop brings the page into its state; `null` means there is nothing to look at here.

const escape = async (page) => {
  await page.keyboard.press('Escape')
  await page.waitForTimeout(60)
}

const firstRow = (page) => page.locator('[role="row"] a').first()

/** The pages of an agent. */
export function agentStops({ base, desk, real }) {
  const thread = (page) => page.locator('main article').first().waitFor()
  const openFirst = async (page) => {
    await page.goto(`${base}/tickets?view=open`)
    await firstRow(page).click()
    await thread(page)
  }
  const stops = {
    async list(page) {
      await page.goto(`${base}/`)
      await firstRow(page).waitFor()
    },
    async ticket(page) {
      await openFirst(page)
      if (desk) await page.locator('main article').last().scrollIntoViewIfNeeded()
      await page.evaluate(() => document.querySelector('main article')?.scrollIntoView())
    },
    async state(page) {
      await page.locator('[data-act="state"]').click()
      await page.locator('[role="option"]').first().waitFor()
    },
    async owner(page) {
      await escape(page)
      await page.locator('[data-act="owner"]').click()
      await page.locator('[role="option"]').first().waitFor()
    },
    async more(page) {
      await escape(page)
      await page.locator('[role="toolbar"] button').last().click()
      await page.locator('[role="menuitem"]').first().waitFor()
    },
    async history(page) {
      await page.locator('[role="menuitem"]').last().click()
      await page.locator('[role="dialog"] li').first().waitFor()
    },
    async pending(page) {
      await escape(page)
      await page.keyboard.press('h')
      await page.locator('[role="dialog"] form').waitFor()
    },
    async reply(page) {
      await escape(page)
      await page.keyboard.press('r')
      await page.locator('[contenteditable]').waitFor()
      await page.locator('[contenteditable]').pressSequentially('Guten Tag, anbei die Anleitung.')
      await page.locator('[data-region="composer"] button[data-mode] ~ *').first().waitFor({ state: 'attached' })
      await page.keyboard.press('Control+Enter')
      await page.locator('[data-region="composer"] [role="alert"]').waitFor()
    },
    async note(page) {
      await page.locator('button[data-mode="note"]').click()
    },
    async phone(page) {
      await page.locator('button[data-mode="phone"]').click()
    },
    async discarded(page) {
      await page.locator('[data-region="composer"] button').last().click()
      await page.locator('[contenteditable]').waitFor({ state: 'detached' })
    },
    async palette(page) {
      await page.keyboard.press('Control+k')
      await page.locator('[role="dialog"] [role="combobox"]').waitFor()
      await page.keyboard.type('an')
      await page.waitForTimeout(300)
    },
    async keys(page) {
      await escape(page)
      await page.locator('[role="dialog"]').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      await page.locator('[role="dialog"] dl').first().waitFor()
    },
    async account(page) {
      await escape(page)
      await page.locator('nav button[aria-haspopup="menu"]').last().click()
      await page.locator('[role="menuitemradio"]').first().waitFor()
    },
    async context(page, { width }) {
      await escape(page)
      if (width >= 1280) return null
      await page.locator('[role="toolbar"] button').nth(-2).click()
      await page.locator('[role="dialog"]').waitFor()
      return {}
    },
    async views(page, { width }) {
      await escape(page)
      if (width >= 1280) return null
      await page.goto(`${base}/tickets?view=mine`)
      await page.locator('[data-region="list"] header button').first().click()
      await page.locator('[role="dialog"]').waitFor()
      return {}
    },
    async searchError(page) {
      page.expected.push('q=')
      await page.goto(`${base}/tickets?q=${encodeURIComponent('drucker stat:offen queue:Raw')}`)
      if (!real) await page.locator('[role="search"] [role="alert"]').waitFor()
    },
    async empty(page) {
      await page.goto(`${base}/tickets?q=xyzzyzzy`)
      await page.locator('[data-region="list"] h2').waitFor()
    },
    async missingTicket(page) {
      page.expected.push('/tickets/999')
      await page.goto(`${base}/tickets/999?view=mine`)
      await page.locator('main h1').waitFor()
    },
    async missingPage(page) {
      await page.goto(`${base}/tickets/1/2/3`)
      await page.locator('main h1').waitFor()
    },
    async newTicket(page) {
      await page.goto(`${base}/new`)
      await page.locator('[contenteditable]').waitFor()
    },
    async newTicketErrors(page) {
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async newTicketCustomer(page) {
      await page.locator('form input').nth(2).fill(real ? 'a@' : 'schö')
      if (!real) await page.locator('[role="option"]').first().waitFor()
    },
    async sessions(page) {
      await page.goto(`${base}/sessions`)
      await page.locator('main li').first().waitFor()
    },
    async tokens(page) {
      await page.goto(`${base}/tokens`)
      await page.locator('main button').last().waitFor()
    },
    async newToken(page) {
      await page.locator('main button').last().click()
      await page.locator('[role="dialog"] form').waitFor()
    },
  }
  if (desk) {
    stops.madeToken = async (page) => {
      await page.locator('[role="dialog"] input').first().fill('Überwachung')
      await page.locator('[role="dialog"] button[type="submit"]').click()
      await page.locator('[role="dialog"] code').waitFor()
    }
    stops.revokeToken = async (page) => {
      await escape(page)
      await page.locator('main li button').first().click()
      await page.locator('[role="dialog"]').waitFor()
    }
    stops.html = async (page) => {
      await page.goto(`${base}/tickets/${desk.tickets[0].number}?view=mine`)
      await page.locator('main article').first().waitFor()
      await page.locator('main article').first().locator('button').first().click()
      await page.locator('iframe').scrollIntoViewIfNeeded()
      await page.waitForTimeout(300)
    }
    stops.news = async (page) => {
      await page.goto(`${base}/tickets?view=open`)
      await firstRow(page).waitFor()
      await page.waitForTimeout(200)
      for (const title of ['Kein Ton in der Telefonkonferenz', 'Passwort vergessen', 'Rechnung fehlt']) desk.arrive(title)
      await page.locator('[data-region="list"] > button').waitFor()
    }
    stops.loading = async (page) => {
      desk.delay = 5_000
      await page.goto(`${base}/tickets?view=pending`, { waitUntil: 'commit' })
      desk.delay = 0
      await page.locator('[data-region="list"], nav').first().waitFor({ timeout: 8_000 })
      desk.delay = 1_500
      await page.evaluate(() => history.pushState(null, '', '/tickets/1?view=mine'))
      await page.reload({ waitUntil: 'commit' })
      await page.waitForTimeout(2_200)
      desk.delay = 0
      page.expected.push('/tickets/1')
      return {}
    }
  }
  return stops
}

/** The pages of a customer. */
export function portalStops({ base, desk, real }) {
  return {
    async list(page) {
      await page.goto(`${base}/portal`)
      await page.locator('main h1').waitFor()
      if (desk) await page.locator('main li').first().waitFor()
    },
    async solved(page) {
      if (real) return null
      await page.locator('main button[aria-pressed]').nth(1).click()
      return {}
    },
    async ticket(page) {
      await page.goto(`${base}/portal`)
      await page.locator('main li a').first().click()
      await page.locator('article').first().waitFor()
      return {}
    },
    async answerMissing(page) {
      if (real) return null
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').waitFor()
      return {}
    },
    async new(page) {
      await page.goto(`${base}/portal/new`)
      await page.locator('textarea').first().waitFor()
    },
    async newErrors(page) {
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async account(page) {
      await page.locator('header button').click()
      await page.locator('[role="menuitemradio"]').first().waitFor()
    },
    async missing(page) {
      page.expected.push('/my/tickets/none')
      await page.goto(`${base}/portal/tickets/none`)
      await page.locator('main h1').waitFor()
    },
  }
}
